"""What can be watched, one file a kind. To add a kind, add its Watcher here."""

from watchers.sources.feed import FeedWatcher
from watchers.sources.series import SeriesWatcher

__all__ = ["FeedWatcher", "SeriesWatcher"]
