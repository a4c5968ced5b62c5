"""Made-up couples with a known answer, for tests, benchmarks, docs and the demo."""
