"""Who answers: the experts' profiles. Knows nothing of questions or comments."""
