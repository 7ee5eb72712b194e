"""What the unit's site answers to in this app."""

from django.urls import path

from boundaries.training.pages import learning, overseeing

urlpatterns = [
    path("", learning.home, name="training"),
    path("link/<str:token>", learning.link, name="training_link"),
    path("leave", learning.end, name="training_leave"),
    path("course/<slug:course_id>", learning.course, name="training_course"),
    path("attempt/<int:attempt_id>/<int:place>", learning.step, name="training_step"),
    path("attempt/<int:attempt_id>/result", learning.result, name="training_result"),
    path("certificate/<int:sequence>.pdf", learning.paper, name="training_certificate"),
    path("trainers/", overseeing.overview, name="trainers"),
    path("trainers/people", overseeing.people, name="trainers_people"),
    path("trainers/questions", overseeing.questions, name="trainers_questions"),
]
