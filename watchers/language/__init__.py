"""The Boolean language: grammar, tree, holds, show. Pure."""
