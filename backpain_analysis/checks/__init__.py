"""What stands beside every answer: reverse question, gaps, residuals, sensitivity, exploration."""
