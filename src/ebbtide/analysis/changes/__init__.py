"""When and how surely did it move: change points, index, verdict; pure, NumPy only."""
