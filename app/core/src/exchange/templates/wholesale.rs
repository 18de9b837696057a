//! Wholesale and distribution in Bangladesh: shops that buy on credit, orders, deliveries by challan, collections.

use super::parts::{Choice, Counted, Dependency, Field, Placement, Rule, Score, Section, Stage, Trade, View};
use crate::objects::Outcome;

// Of accounts.
const LICENCE: &str = "x07c0";
const MARKET: &str = "x07c1";
const ROUTE: &str = "x07c2";
const LIMIT: &str = "x17c0";
const TERMS: &str = "x3fc0";
const CLOSED: &str = "x3fc1";
const BKASH: &str = "x67c0";
// Of deals.
const CHALLAN: &str = "x07c0";
const CHEQUE: &str = "x07c1";
const PAID: &str = "x17c0";
const LEFT: &str = "x17c1";
const PAY_BY: &str = "x27c0";
const LATE: &str = "x0fc0";
const METHOD: &str = "x3fc0";

const CASH_TERMS: &str = "c00a10201";
const MONTH: &str = "c00a10204";
const BY_CHEQUE: &str = "c00a10304";

const ORDERS: &str = "c00a10001";
const TAKEN: &str = "c00a10011";
const COLLECTION: &str = "c00a10014";
const MARKET_VISIT: &str = "c00a10101";

const TRADE_AND_CREDIT: &str = "c00a10401";
const DELIVERY: &str = "c00a10402";

pub(super) static TRADE: Trade = Trade {
    fields: &[
        Field::new("account", LICENCE, ("Trade licence no.", "ট্রেড লাইসেন্স নম্বর")),
        Field::new("account", MARKET, ("Market or area", "বাজার বা এলাকা")),
        Field::new("account", TERMS, ("Payment terms", "লেনদেনের শর্ত")).of_these(&[
            (CASH_TERMS, 152, ("Cash", "নগদ")),
            ("c00a10202", 195, ("7 days’ credit", "৭ দিনের বাকি")),
            ("c00a10203", 78, ("15 days’ credit", "১৫ দিনের বাকি")),
            (MONTH, 45, ("30 days’ credit", "৩০ দিনের বাকি")),
        ]),
        Field::new("account", LIMIT, ("Credit limit", "বাকির সীমা")),
        Field::new("account", BKASH, ("bKash number", "বিকাশ নম্বর")),
        Field::new("account", ROUTE, ("Delivery route", "মাল পাঠানোর রুট")),
        Field::new("account", CLOSED, ("Weekly closing day", "সাপ্তাহিক বন্ধ")).of_these(&[
            ("c00a10211", 0, ("Friday", "শুক্রবার")),
            ("c00a10212", 0, ("Saturday", "শনিবার")),
            ("c00a10213", 0, ("Sunday", "রবিবার")),
            ("c00a10214", 0, ("Monday", "সোমবার")),
            ("c00a10215", 0, ("Tuesday", "মঙ্গলবার")),
            ("c00a10216", 0, ("Wednesday", "বুধবার")),
            ("c00a10217", 0, ("Thursday", "বৃহস্পতিবার")),
        ]),
        Field::new("deal", CHALLAN, ("Challan no.", "চালান নম্বর")),
        Field::new("deal", METHOD, ("Paid by", "কীভাবে টাকা দেবে")).of_these(&[
            ("c00a10301", 152, ("Cash", "নগদ")),
            ("c00a10302", 340, ("bKash or Nagad", "বিকাশ বা নগদ (মোবাইলে)")),
            ("c00a10303", 235, ("Bank transfer", "ব্যাংকে জমা")),
            (BY_CHEQUE, 78, ("Cheque", "চেক")),
        ]),
        Field::new("deal", CHEQUE, ("Cheque no. and bank", "চেক নম্বর ও ব্যাংক")),
        Field::new("deal", PAID, ("Paid so far", "এ পর্যন্ত পাওয়া গেছে")),
        Field::new("deal", LEFT, ("Outstanding", "বাকি আছে")).by("[amount] - [x17c0]"),
        Field::new("deal", PAY_BY, ("Pay by", "টাকা দেওয়ার শেষ দিন")),
        // What was collected or cancelled is not late.
        Field::new("deal", LATE, ("Days overdue", "কত দিন পার হয়েছে"))
            .by("if([stage] == \"c00a10015\" || [stage] == \"c00a10016\", 0, max(0, today() - [x27c0]))"),
    ],
    choices: &[
        Choice("system", "lead_source", MARKET_VISIT, 0, ("Market visit", "বাজার ঘুরে পাওয়া")),
        Choice("system", "lead_source", "c00a10102", 0, ("Another shopkeeper", "অন্য দোকানদারের মাধ্যমে")),
        Choice("account", "type", "c00a10111", 152, ("Retail shop", "খুচরা দোকান")),
        Choice("account", "type", "c00a10112", 195, ("Sub-dealer", "সাব-ডিলার")),
        Choice("task", "type", "c00a10121", 0, ("Delivery", "মাল পৌঁছে দেওয়া")),
        Choice("task", "type", "c00a10122", 0, ("Collection", "টাকা আদায়")),
        Choice("system", "lost_reason", "c00a10131", 0, ("Over the credit limit", "বাকির সীমা পার")),
    ],
    pipeline: (ORDERS, ("Orders", "অর্ডার")),
    stages: &[
        Stage::new(TAKEN, 235, ("Order taken", "অর্ডার নেওয়া হয়েছে"), (60, Outcome::Open, 2), &[]),
        Stage::new("c00a10012", 195, ("Credit check", "বাকির হিসাব দেখা"), (70, Outcome::Open, 2), &["amount"]),
        Stage::new("c00a10013", 264, ("Delivery", "মাল পাঠানো"), (90, Outcome::Open, 3), &["account"]),
        Stage::new(COLLECTION, 78, ("Collection", "টাকা আদায়"), (95, Outcome::Open, 15), &[CHALLAN, PAY_BY]),
        Stage::new("c00a10015", 152, ("Collected", "টাকা পাওয়া গেছে"), (100, Outcome::Won, 0), &[]),
        Stage::new("c00a10016", 20, ("Cancelled", "বাতিল"), (0, Outcome::Lost, 0), &[]),
    ],
    sections: &[
        Section("account", TRADE_AND_CREDIT, ("Trade and credit", "ব্যবসা ও বাকি")),
        Section("deal", DELIVERY, ("Delivery and payment", "মাল ও টাকা")),
    ],
    placements: &[
        Placement::new("account", "phones").required().quick(),
        Placement::new("account", MARKET).within(TRADE_AND_CREDIT).quick(),
        Placement::new("account", TERMS).within(TRADE_AND_CREDIT).quick().usual(CASH_TERMS),
        Placement::new("account", LIMIT).within(TRADE_AND_CREDIT),
        Placement::new("account", LICENCE).within(TRADE_AND_CREDIT).unique(),
        Placement::new("account", BKASH).within(TRADE_AND_CREDIT),
        Placement::new("account", ROUTE).within(TRADE_AND_CREDIT),
        Placement::new("account", CLOSED).within(TRADE_AND_CREDIT),
        Placement::new("account", "ticker").hidden(),
        Placement::new("account", "sic_code").hidden(),
        Placement::new("deal", "stage").usual(TAKEN),
        Placement::new("deal", CHALLAN).within(DELIVERY).unique(),
        Placement::new("deal", PAY_BY).within(DELIVERY),
        Placement::new("deal", METHOD).within(DELIVERY),
        Placement::new("deal", CHEQUE).within(DELIVERY),
        Placement::new("deal", PAID).within(DELIVERY),
        Placement::new("deal", LEFT).within(DELIVERY),
        Placement::new("deal", LATE).within(DELIVERY),
        Placement::new("deal", "exchange_rate").hidden(),
    ],
    scores: &[
        Score("c00a10501", Counted::Field("lead_source is c00a10101"), 15),
        Score("c00a10502", Counted::Field("phones filled"), 10),
        Score("c00a10503", Counted::Field("budget filled"), 15),
        Score("c00a10504", Counted::Activity("meeting", 30, 30), 10),
        Score("c00a10505", Counted::Activity("call", 20, 30), 5),
    ],
    dependencies: &[
        Dependency {
            of: "deal",
            deciding: METHOD,
            values: &["", "c00a10301", "c00a10302", "c00a10303"],
            target: CHEQUE,
            required: false,
        },
        Dependency { of: "deal", deciding: METHOD, values: &[BY_CHEQUE], target: CHEQUE, required: true },
    ],
    rules: &[Rule(
        "c00a10601",
        "account",
        (
            "Who buys on 30 days’ credit needs a credit limit: write one.",
            "৩০ দিনের বাকিতে যিনি কেনেন, তাঁর বাকির সীমা লিখুন।",
        ),
        "x3fc0 is c00a10204\nx17c0 empty",
    )],
    views: &[
        View {
            of: "deal",
            value: "c00a10701",
            names: ("Overdue collections", "মেয়াদ পার হওয়া বাকি"),
            conditions: &["stage is c00a10014", "x27c0 at_most today-1"],
            sort: (PAY_BY, false),
            columns: &["account", LEFT, PAY_BY, LATE, "owner"],
        },
        View {
            of: "deal",
            value: "c00a10702",
            names: ("To be delivered", "মাল পাঠাতে হবে"),
            conditions: &["stage is c00a10013"],
            sort: ("close_date", false),
            columns: &["account", "amount", CHALLAN, "close_date", "owner"],
        },
        View {
            of: "account",
            value: "c00a10703",
            names: ("Shops that buy on credit", "বাকিতে কেনে যারা"),
            conditions: &["x3fc0 filled", "x3fc0 is_not c00a10201"],
            sort: (LIMIT, true),
            columns: &[MARKET, "phones", TERMS, LIMIT, ROUTE],
        },
    ],
};
