"""What is published: questions, the experts' answers and the talk below them."""
