"""Files of rows, CSV and spreadsheets: opened, their headings matched, their cells read."""
