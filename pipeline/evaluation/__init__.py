"""Gold and predicted records → scores, intervals, report."""
