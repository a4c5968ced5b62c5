"""What the words show: features of messages by closed lists and structure; pure, on an event table."""

from ebbtide.analysis.language.features import FEATURES, features, remember
from ebbtide.analysis.language.flags import annotate, read

__all__ = ["FEATURES", "annotate", "features", "read", "remember"]
