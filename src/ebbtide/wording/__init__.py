"""Every sentence that the program says, by key; other rooms hold keys, never sentences.

One TOML file a room in `en/`; a key is `file.table.name`. `say` fills the named places and
refuses a missing or a superfluous value, so that a sentence never reaches a screen half empty.
"""

from ebbtide.wording.printable import printable
from ebbtide.wording.sentences import keys, names, places, say

__all__ = ["keys", "names", "places", "printable", "say"]
