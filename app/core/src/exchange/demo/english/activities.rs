//! Tasks, calls, meetings and notes of the sample book in English.

use crate::exchange::demo::Row;

pub(super) static TASKS: &[Row] = &[
    &[
        ("subject", "Send revised price to Padma Textiles"),
        ("due", "-1"),
        ("priority", "high"),
        ("about", "deal 0"),
        ("type", "email"),
    ],
    &[
        ("subject", "Call Rina about the delivery"),
        ("due", "0"),
        ("priority", "high"),
        ("about", "contact 1"),
        ("type", "call"),
    ],
    &[("subject", "Prepare sample cartons"), ("due", "0"), ("about", "deal 1"), ("status", "in_progress")],
    &[
        ("subject", "Collect payment from Padma Dyeing"),
        ("due", "-4"),
        ("priority", "highest"),
        ("about", "account 8"),
    ],
    &[("subject", "Visit Shirin Boutique"), ("due", "2"), ("about", "lead 0"), ("type", "meeting")],
    &[("subject", "Write the offer for Khan Electronics"), ("due", "3"), ("about", "lead 1")],
    &[("subject", "Renew trade licence"), ("due", "20"), ("priority", "low")],
    &[
        ("subject", "Thank Meghna Foods for the order"),
        ("due", "-8"),
        ("about", "account 1"),
        ("status", "completed"),
        ("type", "thank_you"),
    ],
];

pub(super) static CALLS: &[Row] = &[
    &[
        ("subject", "Price talk with Rahim Uddin"),
        ("start", "-1 11:15"),
        ("direction", "outbound"),
        ("status", "held"),
        ("duration", "12:30"),
        ("about", "deal 0"),
        ("contact", "contact 0"),
        ("result", "call_back"),
        ("description", "Wants 3 % off for cash. Call back after the board meeting."),
    ],
    &[
        ("subject", "First call to Arif Khan"),
        ("start", "0 15:00"),
        ("direction", "outbound"),
        ("status", "planned"),
        ("about", "lead 1"),
    ],
    &[
        ("subject", "Question about delivery dates"),
        ("start", "-3 10:05"),
        ("direction", "inbound"),
        ("status", "held"),
        ("duration", "4:10"),
        ("about", "account 3"),
        ("result", "interested"),
    ],
    &[
        ("subject", "Missed call from Mitu Barua"),
        ("start", "-1 17:40"),
        ("direction", "missed"),
        ("status", "not_held"),
        ("about", "contact 7"),
    ],
];

pub(super) static MEETINGS: &[Row] = &[
    &[
        ("subject", "Factory visit at Northern Garments"),
        ("start", "1 10:30"),
        ("end", "1 12:00"),
        ("location", "Uttara, Dhaka"),
        ("about", "deal 5"),
        ("contact", "contact 4"),
        ("status", "planned"),
    ],
    &[
        ("subject", "Contract talk with Rupsha Seafood"),
        ("start", "4 14:00"),
        ("end", "4 15:30"),
        ("location", "KDA Avenue, Khulna"),
        ("about", "deal 10"),
        ("status", "planned"),
    ],
    &[
        ("subject", "Trade fair in Chattogram"),
        ("start", "-12 09:00"),
        ("end", "-12 17:00"),
        ("location", "Railway Polo Ground"),
        ("status", "held"),
        ("description", "Eleven new leads; see the list."),
    ],
];

pub(super) static NOTES: &[Row] = &[
    &[
        ("body", "Rahim bhai likes to decide on the phone and confirm by e-mail. Best reached before 11."),
        ("about", "contact 0"),
    ],
    &[("body", "Pays on time. Orders again every spring."), ("about", "account 1")],
    &[
        ("title", "Competitor"),
        (
            "body",
            "Barind Agro also talks to a supplier in Bogura. Their price is 4 % lower, delivery takes ten days longer.",
        ),
        ("about", "deal 1"),
    ],
    &[("body", "Lost because of the price; ask again when cement goes up."), ("about", "deal 8")],
    &[("body", "Wants samples in two colours."), ("about", "lead 0")],
];
