"""The encrypted database and what lies in it; rows are the truth, everything else is rebuilt from them."""
