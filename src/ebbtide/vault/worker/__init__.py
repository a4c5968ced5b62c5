"""The processes apart: one holds the key of an open vault, one reads exports without it."""

from ebbtide.vault.worker.autolock import DEFAULT_IDLE_MINUTES, IDLE_SETTING, LEAST_IDLE_MINUTES, MOST_IDLE_MINUTES

__all__ = ["DEFAULT_IDLE_MINUTES", "IDLE_SETTING", "LEAST_IDLE_MINUTES", "MOST_IDLE_MINUTES"]
