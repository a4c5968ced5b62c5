"""Families of emoji, which belong to no language: hearts, kisses, tears, eye rolls and more."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources

import polars as pl


@cache
def table() -> dict[str, tuple[str, ...]]:
    """The signs of each family; part of the package, read once."""
    file = resources.files("ebbtide.analysis.language") / "data" / "emoji.toml"
    return {name: tuple(signs.split()) for name, signs in tomllib.loads(file.read_text("utf-8")).items()}


def families(texts: pl.Series) -> pl.DataFrame:
    """Whether each of `texts` (n,) holds a sign of each family, one Boolean column a family; null holds none."""
    plain = texts.fill_null("")
    return pl.DataFrame({name: plain.str.contains_any(list(signs)) for name, signs in table().items()})
