"""WhatsApp exports of every phone and language; a dialect is learned from the file, never from its name."""

from ebbtide.history.readers.whatsapp.reader import FORMAT, read

__all__ = ["FORMAT", "read"]
