"""What is told on a forge of whose turn it is: the board, hand-overs, reminders, a status in one line."""
