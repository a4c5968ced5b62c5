"""Statistics, peers and the reference index that several benchmarks use."""
