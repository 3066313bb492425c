"""The Jakarta demonstration: invented people in real agencies, and a tour of the main job."""
