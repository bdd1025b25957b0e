"""What can be watched, one file a kind. To add a kind, add its Watcher here."""

from watchers.sources.feed import FeedWatcher

__all__ = ["FeedWatcher"]
