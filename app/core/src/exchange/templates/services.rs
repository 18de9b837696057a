//! Services for other businesses: what a project is about and costs, proposals that wait, contracts that are renewed.

use super::parts::{Choice, Counted, Dependency, Field, Placement, Rule, Score, Section, Stage, Trade, View};
use crate::objects::Outcome;

// Of accounts.
const PLAN: &str = "x3fd0";
const RENEWS: &str = "x27d0";
// Of deals.
const SERVICES: &str = "x47d0";
const COST: &str = "x17d0";
const MARGIN: &str = "x1fd0";
const SENT: &str = "x27d1";
const RIVAL: &str = "x07d0";
const SECRECY: &str = "x37d0";

const RETAINER: &str = "c00a20202";
const DISCOVERY: &str = "c00a20011";

const CONTRACT: &str = "c00a20401";
const SCOPE: &str = "c00a20402";

pub(super) static TRADE: Trade = Trade {
    fields: &[
        Field::new("account", PLAN, ("Kind of contract", "চুক্তির ধরন")).of_these(&[
            ("c00a20201", 235, ("By project", "প্রকল্প ধরে")),
            (RETAINER, 152, ("Monthly retainer", "মাসিক চুক্তি")),
            ("c00a20203", 78, ("Maintenance only", "শুধু রক্ষণাবেক্ষণ")),
        ]),
        Field::new("account", RENEWS, ("Contract renews on", "চুক্তি নবায়নের তারিখ")),
        Field::new("deal", SERVICES, ("Services", "কী কী সেবা")).of_these(&[
            ("c00a20211", 264, ("Consulting", "পরামর্শ")),
            ("c00a20212", 340, ("Design", "ডিজাইন")),
            ("c00a20213", 195, ("Software", "সফটওয়্যার")),
            ("c00a20214", 110, ("Training", "প্রশিক্ষণ")),
            ("c00a20215", 78, ("Maintenance", "রক্ষণাবেক্ষণ")),
        ]),
        Field::new("deal", COST, ("Estimated cost", "আনুমানিক খরচ")),
        Field::new("deal", MARGIN, ("Margin", "লাভের হার"))
            .by("if([amount] > 0, round(([amount] - [x17d0]) / [amount] * 100, 1), 0)"),
        Field::new("deal", SENT, ("Proposal sent on", "প্রস্তাব পাঠানোর তারিখ")),
        Field::new("deal", RIVAL, ("Also asked", "আর কার কাছে দর চেয়েছে")),
        Field::new("deal", SECRECY, ("Non-disclosure signed", "গোপনীয়তার চুক্তি হয়েছে")),
    ],
    choices: &[
        Choice("system", "lead_source", "c00a20101", 0, ("LinkedIn", "লিংকডইন")),
        Choice("system", "lead_source", "c00a20102", 0, ("Tender notice", "দরপত্রের বিজ্ঞপ্তি")),
        Choice("system", "lost_reason", "c00a20111", 0, ("Does it in-house", "নিজেরাই করবে")),
        Choice("task", "type", "c00a20121", 0, ("Write a proposal", "প্রস্তাব লেখা")),
    ],
    pipeline: ("c00a20001", ("Services", "সেবা বিক্রি")),
    stages: &[
        Stage::new(DISCOVERY, 235, ("Discovery", "প্রথম আলোচনা"), (10, Outcome::Open, 7), &[]),
        Stage::new("c00a20012", 195, ("Scope", "কাজের পরিধি ঠিক করা"), (25, Outcome::Open, 14), &["account"]),
        Stage::new(
            "c00a20013",
            264,
            ("Proposal sent", "প্রস্তাব পাঠানো হয়েছে"),
            (50, Outcome::Open, 14),
            &["amount", SERVICES, SENT],
        ),
        Stage::new("c00a20014", 78, ("Negotiation", "দর-কষাকষি"), (75, Outcome::Open, 14), &[]),
        Stage::new("c00a20015", 152, ("Signed", "চুক্তি হয়েছে"), (100, Outcome::Won, 0), &[]),
        Stage::new("c00a20016", 20, ("Lost", "হাতছাড়া"), (0, Outcome::Lost, 0), &[]),
    ],
    sections: &[
        Section("account", CONTRACT, ("Contract", "চুক্তি")),
        Section("deal", SCOPE, ("Scope and margin", "কাজ ও লাভ")),
    ],
    placements: &[
        Placement::new("lead", "company").required().quick(),
        Placement::new("lead", "job_title").quick(),
        Placement::new("contact", "fax").hidden(),
        Placement::new("account", "ticker").hidden(),
        Placement::new("account", PLAN).within(CONTRACT).quick(),
        Placement::new("account", RENEWS).within(CONTRACT),
        Placement::new("deal", "stage").usual(DISCOVERY),
        Placement::new("deal", SERVICES).within(SCOPE).quick(),
        Placement::new("deal", COST).within(SCOPE),
        Placement::new("deal", MARGIN).within(SCOPE),
        Placement::new("deal", SENT).within(SCOPE),
        Placement::new("deal", RIVAL).within(SCOPE),
        Placement::new("deal", SECRECY).within(SCOPE),
    ],
    scores: &[
        Score("c00a20501", Counted::Field("authority is decision_maker"), 20),
        Score("c00a20502", Counted::Field("budget filled"), 15),
        Score("c00a20503", Counted::Field("lead_source is referral"), 15),
        Score("c00a20504", Counted::Field("timeline is this_quarter"), 10),
        Score("c00a20505", Counted::Activity("meeting", 30, 30), 10),
        Score("c00a20506", Counted::Activity("call", 20, 30), 5),
    ],
    dependencies: &[Dependency {
        of: "account",
        deciding: PLAN,
        values: &[RETAINER],
        target: RENEWS,
        required: true,
    }],
    rules: &[Rule(
        "c00a20601",
        "lead",
        (
            "A qualified lead has a budget or a need: write what you know.",
            "যোগ্য লিডের বাজেট বা চাহিদা জানা থাকে: যা জানেন লিখুন।",
        ),
        "status is qualified\nbudget empty\nneed empty",
    )],
    views: &[
        View {
            of: "deal",
            value: "c00a20701",
            names: ("Proposals without an answer", "জবাব আসেনি এমন প্রস্তাব"),
            conditions: &["stage is c00a20013", "x27d1 at_most today-7"],
            sort: (SENT, false),
            columns: &["account", "amount", SENT, RIVAL, "owner"],
        },
        View {
            of: "account",
            value: "c00a20702",
            names: ("Contracts to renew", "নবায়ন করতে হবে যেসব চুক্তি"),
            conditions: &["x27d0 at_most today+60"],
            sort: (RENEWS, false),
            columns: &["phones", PLAN, RENEWS, "owner"],
        },
    ],
};
