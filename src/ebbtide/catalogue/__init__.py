"""The method as data: signs, plays, claims, sources, help lines; one loader with a schema."""
