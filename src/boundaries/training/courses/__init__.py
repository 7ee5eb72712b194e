"""The courses: lessons and scenarios from the catalogue and a bank, a test of understanding, and whom each is for."""

from boundaries.training.courses.loader import load_courses
from boundaries.training.courses.model import Course, Item

__all__ = ["Course", "Item", "load_courses"]
