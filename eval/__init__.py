"""The laboratory: benchmarks, crash runs, and what makes the shipped data. Nothing at run time imports it."""
