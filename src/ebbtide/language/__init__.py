"""What the words show: affection and questions by closed lists; pure, on an event table."""
