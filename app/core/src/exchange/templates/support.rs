//! A support desk: requests of customers as a pipeline of its own, the days by which they are answered, who is covered.

use super::parts::{Choice, Counted, Dependency, Field, Placement, Rule, Score, Section, Stage, Trade, View};
use crate::objects::Outcome;

// Of accounts.
const COVER: &str = "x3fe0";
const COVERED_UNTIL: &str = "x27e0";
// Of deals, which are requests here.
const CHANNEL: &str = "x3fe0";
const ABOUT: &str = "x3fe1";
const URGENCY: &str = "x3fe2";
const PRODUCT: &str = "x07e0";
const SOLUTION: &str = "x07e1";
const REPORTED: &str = "x27e0";
const ANSWER_BY: &str = "x27e1";
const LATE: &str = "x0fe0";

const BY_PHONE: &str = "c00a30211";
const COMPLAINT: &str = "c00a30223";
const NORMAL: &str = "c00a30232";
const NEW: &str = "c00a30011";

const SUPPORT: &str = "c00a30401";
const REQUEST: &str = "c00a30402";

pub(super) static TRADE: Trade = Trade {
    fields: &[
        Field::new("account", COVER, ("Support plan", "সাপোর্টের ধরন")).of_these(&[
            ("c00a30201", 0, ("None", "নেই")),
            ("c00a30202", 235, ("Basic", "সাধারণ")),
            ("c00a30203", 264, ("Priority", "আগে সেবা পাবে")),
        ]),
        Field::new("account", COVERED_UNTIL, ("Covered until", "সাপোর্টের মেয়াদ")),
        Field::new("deal", CHANNEL, ("How it came", "কীভাবে জানিয়েছে")).of_these(&[
            (BY_PHONE, 235, ("Phone", "ফোনে")),
            ("c00a30212", 152, ("WhatsApp", "হোয়াটসঅ্যাপে")),
            ("c00a30213", 264, ("Messenger", "মেসেঞ্জারে")),
            ("c00a30214", 195, ("E-mail", "ই-মেইলে")),
            ("c00a30215", 78, ("In person", "নিজে এসে")),
        ]),
        Field::new("deal", ABOUT, ("What it is about", "কী নিয়ে")).of_these(&[
            ("c00a30221", 235, ("Question", "জানতে চায়")),
            ("c00a30222", 45, ("Fault", "নষ্ট বা কাজ করছে না")),
            (COMPLAINT, 20, ("Complaint", "অভিযোগ")),
            ("c00a30224", 264, ("Change", "বদলাতে চায়")),
            ("c00a30225", 78, ("Bill", "বিল")),
        ]),
        Field::new("deal", URGENCY, ("Urgency", "কতটা জরুরি")).of_these(&[
            ("c00a30231", 20, ("Urgent", "জরুরি")),
            (NORMAL, 235, ("Normal", "স্বাভাবিক")),
            ("c00a30233", 0, ("Can wait", "পরে হলেও চলবে")),
        ]),
        Field::new("deal", PRODUCT, ("Product or service", "পণ্য বা সেবা")),
        Field::new("deal", REPORTED, ("Reported on", "জানানোর তারিখ")),
        Field::new("deal", ANSWER_BY, ("Answer by", "জবাব দেওয়ার শেষ দিন")),
        Field::new("deal", SOLUTION, ("Solution", "সমাধান")),
        // What is solved or was not taken up is not late.
        Field::new("deal", LATE, ("Days late", "কত দিন দেরি"))
            .by("if([stage] == \"c00a30014\" || [stage] == \"c00a30015\", 0, max(0, today() - [x27e1]))"),
    ],
    choices: &[
        Choice("system", "lead_source", "c00a30101", 0, ("Help line", "সাহায্যের ফোন")),
        Choice("system", "lost_reason", "c00a30111", 0, ("Asked before", "আগেও জানিয়েছে")),
        Choice("system", "lost_reason", "c00a30112", 0, ("Not covered", "সাপোর্টের আওতায় নেই")),
        Choice("task", "type", "c00a30121", 0, ("Call back", "ফিরতি ফোন")),
        Choice("task", "type", "c00a30122", 0, ("Visit on site", "গিয়ে দেখা")),
        Choice("task", "type", "c00a30123", 0, ("Remote help", "দূর থেকে ঠিক করা")),
    ],
    pipeline: ("c00a30001", ("Requests", "গ্রাহকের অনুরোধ")),
    stages: &[
        Stage::new(NEW, 235, ("New", "নতুন"), (10, Outcome::Open, 1), &[]),
        Stage::new("c00a30012", 264, ("In work", "কাজ চলছে"), (50, Outcome::Open, 3), &[ABOUT]),
        Stage::new(
            "c00a30013",
            78,
            ("Waiting for the customer", "গ্রাহকের জবাবের অপেক্ষা"),
            (60, Outcome::Open, 5),
            &[],
        ),
        Stage::new("c00a30014", 152, ("Solved", "সমাধান হয়েছে"), (100, Outcome::Won, 0), &[SOLUTION]),
        Stage::new("c00a30015", 20, ("Not taken up", "নেওয়া হয়নি"), (0, Outcome::Lost, 0), &[]),
    ],
    sections: &[
        Section("account", SUPPORT, ("Support", "সাপোর্ট")),
        Section("deal", REQUEST, ("Request", "অনুরোধ")),
    ],
    placements: &[
        Placement::new("contact", "phones").required().quick(),
        Placement::new("account", COVER).within(SUPPORT).quick(),
        Placement::new("account", COVERED_UNTIL).within(SUPPORT),
        Placement::new("deal", "stage").usual(NEW),
        Placement::new("deal", "contact").quick(),
        Placement::new("deal", ABOUT).within(REQUEST).quick(),
        Placement::new("deal", URGENCY).within(REQUEST).quick().usual(NORMAL),
        Placement::new("deal", CHANNEL).within(REQUEST).usual(BY_PHONE),
        Placement::new("deal", PRODUCT).within(REQUEST),
        Placement::new("deal", REPORTED).within(REQUEST),
        Placement::new("deal", ANSWER_BY).within(REQUEST).quick(),
        Placement::new("deal", LATE).within(REQUEST),
        Placement::new("deal", SOLUTION).within(REQUEST),
        Placement::new("deal", "forecast_category").hidden(),
        Placement::new("deal", "exchange_rate").hidden(),
    ],
    scores: &[
        Score("c00a30501", Counted::Field("lead_source is existing_customer"), 20),
        Score("c00a30502", Counted::Field("phones filled"), 10),
        Score("c00a30503", Counted::Activity("call", 20, 30), 5),
    ],
    dependencies: &[Dependency {
        of: "deal",
        deciding: ABOUT,
        values: &[COMPLAINT],
        target: ANSWER_BY,
        required: true,
    }],
    rules: &[Rule(
        "c00a30601",
        "deal",
        (
            "An urgent request has a day by which it is answered: write it.",
            "জরুরি অনুরোধের জবাব কোন দিনের মধ্যে দিতে হবে, তা লিখুন।",
        ),
        "x3fe2 is c00a30231\nx27e1 empty",
    )],
    views: &[
        View {
            of: "deal",
            value: "c00a30701",
            names: ("Late answers", "জবাব দিতে দেরি"),
            conditions: &["x27e1 at_most today-1", "stage is_not c00a30014", "stage is_not c00a30015"],
            sort: (ANSWER_BY, false),
            columns: &["account", "contact", ABOUT, ANSWER_BY, LATE, "owner"],
        },
        View {
            of: "deal",
            value: "c00a30702",
            names: ("Urgent and open", "জরুরি, সমাধান বাকি"),
            conditions: &["x3fe2 is c00a30231", "stage is_not c00a30014", "stage is_not c00a30015"],
            sort: (ANSWER_BY, false),
            columns: &["account", "stage", PRODUCT, ANSWER_BY, "owner"],
        },
        View {
            of: "account",
            value: "c00a30703",
            names: ("Cover that ends soon", "সাপোর্টের মেয়াদ শেষ হয়ে আসছে"),
            conditions: &["x27e0 at_most today+30"],
            sort: (COVERED_UNTIL, false),
            columns: &["phones", COVER, COVERED_UNTIL, "owner"],
        },
    ],
};
