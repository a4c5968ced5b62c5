"""The gate before plans and guides, and the help lines; guides and plays are obtainable only through it."""

from ebbtide.guidance.safety.help_lines import HelpGroup, HelpPage, ShownLine, countries, directory, help_lines

__all__ = ["HelpGroup", "HelpPage", "ShownLine", "countries", "directory", "help_lines"]
