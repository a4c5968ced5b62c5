"""What the words show: affection and questions by closed lists; pure, on an event table."""

from ebbtide.language.flags import annotate, read

__all__ = ["annotate", "read"]
