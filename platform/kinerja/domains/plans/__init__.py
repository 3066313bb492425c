"""Performance plans (SKP): what an employee is to achieve in a cycle, agreed to by both sides."""
