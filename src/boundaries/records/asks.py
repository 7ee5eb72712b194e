"""What to ask a force for, by the table or `table.column` of the contract that is missing: in words for whoever keeps it."""

ASKS: dict[str, str] = {
    "case_log": "the log of the case file: contacts and updates, with who wrote each and when",
    "case_log.member_id": "who wrote each line of the case file's log",
    "case_log.person_id": "whom each line of the case file's log is about",
    "case_members": "who of the force had to do with each case, as what, from when to when",
    "case_members.source": "how each member came to the case: dispatched, allocated or by themselves",
    "case_people": "who of the public had a part in each case, and as what",
    "cases": "the crimes and incidents, with kind and when each was opened and closed",
    "cases.closed_at": "when each case was closed",
    "cases.outcome": "the outcome of each case",
    "cases.risk": "how each case was graded for risk",
    "contacts": "calls, texts, e-mails and chats of work phones and accounts, from telephone bills and the force's own systems",
    "contacts.at": "at what hour each call and message was, where only the day is there",
    "contacts.text": "what messages on work phones and accounts say, where it may be read",
    "declarations": "the register of relationships that members declared",
    "duties": "the duty roster, with overtime, on call, leave, sickness and courses",
    "feedback": "letters, compliments and surveys of the public that name a member",
    "feedback.text": "what letters, compliments and surveys say",
    "gifts": "the register of gifts, taken and refused",
    "people.member_id": "which people of the records are members of the service themselves",
    "requests": "the public's requests for one member by name, from the contact centre and counters",
    "searches": "look-ups in the force's systems, from their audit logs",
    "searches.at": "at what hour each look-up was made, where only the day is there",
    "searches.case_id": "for which case each look-up was made",
    "searches.reason": "the reason that was typed for each look-up",
    "visits": "visits, from dispatch, notebooks, body-worn video, vehicles and radios on duty, custody and counters",
    "visits.at": "at what hour each visit was, where only the day is there",
    "visits.case_id": "for which case each visit was made",
    "visits.purpose": "what each visit was for",
}


def asked_for(place: str) -> str:
    """What to ask for where a place is missing; one that nobody described is told by its name."""
    return ASKS.get(place, f"what {place} holds, as the contract of the records describes it")
