"""When and how surely did it move: change points, index, verdict; pure, NumPy only."""

from ebbtide.analysis.changes.analysis import Analysis, State
from ebbtide.analysis.changes.look import analyse

__all__ = ["Analysis", "State", "analyse"]
