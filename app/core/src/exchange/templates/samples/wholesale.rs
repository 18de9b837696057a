//! Shops of a distributor in and around Dhaka, with their orders and what they owe.

use super::Sample;

pub(in super::super) const SAMPLE: Sample = &[
    (
        "account",
        &[
            &[
                ("name", "Bismillah Store", "বিসমিল্লাহ স্টোর"),
                ("type", "c00a10111", ""),
                ("phones", "01711-450021", ""),
                ("x07c0", "TRAD/DSCC/014522", ""),
                ("x07c1", "Moulvibazar, Chawkbazar", "মৌলভীবাজার, চকবাজার"),
                ("x3fc0", "c00a10204", ""),
                ("x17c0", "৳ 1,50,000", "৳ ১,৫০,০০০"),
                ("x67c0", "01711-450021", ""),
                ("x07c2", "Old Dhaka, Sunday and Wednesday", "পুরান ঢাকা, রবি ও বুধবার"),
                ("x3fc1", "c00a10211", ""),
            ],
            &[
                ("name", "Rahman Traders", "রহমান ট্রেডার্স"),
                ("type", "c00a10112", ""),
                ("phones", "01819-336007", ""),
                ("x07c1", "Tongi Bazar", "টঙ্গী বাজার"),
                ("x3fc0", "c00a10203", ""),
                ("x17c0", "৳ 4,00,000", "৳ ৪,০০,০০০"),
                ("x07c2", "Gazipur, Monday", "গাজীপুর, সোমবার"),
            ],
            &[
                ("name", "Mayer Doa General Store", "মায়ের দোয়া জেনারেল স্টোর"),
                ("type", "c00a10111", ""),
                ("phones", "01914-720155", ""),
                ("x07c1", "Mirpur 11", "মিরপুর ১১"),
                ("x3fc0", "c00a10201", ""),
                ("x3fc1", "c00a10213", ""),
            ],
        ],
    ),
    (
        "contact",
        &[
            &[
                ("first_name", "Abdul", "আব্দুল"),
                ("last_name", "Karim", "করিম"),
                ("account", "account 0", ""),
                ("job_title", "Owner", "মালিক"),
                ("phones", "01711-450021 (mobile)", ""),
            ],
            &[
                ("first_name", "Mizanur", "মিজানুর"),
                ("last_name", "Rahman", "রহমান"),
                ("account", "account 1", ""),
                ("job_title", "Owner", "মালিক"),
                ("phones", "01819-336007 (mobile)", ""),
            ],
        ],
    ),
    (
        "lead",
        &[
            &[
                ("last_name", "Sohel", "সোহেল"),
                ("company", "Sohel Variety Store", "সোহেল ভ্যারাইটি স্টোর"),
                ("phones", "01552-118834", ""),
                ("lead_source", "c00a10101", ""),
            ],
            &[
                ("last_name", "Nargis Begum", "নার্গিস বেগম"),
                ("company", "Nargis Confectionery", "নার্গিস কনফেকশনারি"),
                ("phones", "01676-902210", ""),
                ("lead_source", "c00a10102", ""),
                ("status", "contacted", ""),
            ],
        ],
    ),
    (
        "deal",
        &[
            &[
                ("name", "Soap and detergent, 40 cartons", "সাবান ও ডিটারজেন্ট, ৪০ কার্টন"),
                ("account", "account 0", ""),
                ("contact", "contact 0", ""),
                ("amount", "৳ 86,000", "৳ ৮৬,০০০"),
                ("stage", "c00a10014", ""),
                ("close_date", "-4", ""),
                ("x07c0", "2041", ""),
                ("x17c0", "৳ 30,000", "৳ ৩০,০০০"),
                ("x27c0", "-4", ""),
            ],
            &[
                ("name", "Edible oil, 25 drums", "ভোজ্যতেল, ২৫ ড্রাম"),
                ("account", "account 1", ""),
                ("contact", "contact 1", ""),
                ("amount", "৳ 3,10,000", "৳ ৩,১০,০০০"),
                ("stage", "c00a10013", ""),
                ("close_date", "2", ""),
            ],
            &[
                ("name", "Biscuits and noodles", "বিস্কুট ও নুডলস"),
                ("account", "account 2", ""),
                ("amount", "৳ 14,500", "৳ ১৪,৫০০"),
                ("stage", "c00a10011", ""),
                ("close_date", "5", ""),
            ],
            &[
                ("name", "Rice, 60 sacks", "চাল, ৬০ বস্তা"),
                ("account", "account 1", ""),
                ("amount", "৳ 1,74,000", "৳ ১,৭৪,০০০"),
                ("stage", "c00a10015", ""),
                ("close_date", "-9", ""),
                ("x07c0", "2036", ""),
                ("x3fc0", "c00a10304", ""),
                ("x07c1", "0048811, Islami Bank", "০০৪৮৮১১, ইসলামী ব্যাংক"),
                ("x17c0", "৳ 1,74,000", "৳ ১,৭৪,০০০"),
                ("x27c0", "-9", ""),
            ],
        ],
    ),
    (
        "task",
        &[
            &[
                ("subject", "Collect from Bismillah Store", "বিসমিল্লাহ স্টোর থেকে টাকা আদায়"),
                ("due", "0", ""),
                ("type", "c00a10122", ""),
                ("priority", "high", ""),
                ("about", "deal 0", ""),
            ],
            &[
                ("subject", "Load the van for Gazipur", "গাজীপুরের গাড়িতে মাল তোলা"),
                ("due", "1", ""),
                ("type", "c00a10121", ""),
                ("about", "deal 1", ""),
            ],
            &[
                ("subject", "Visit Sohel’s shop with samples", "নমুনা নিয়ে সোহেলের দোকানে যাওয়া"),
                ("due", "-1", ""),
                ("about", "lead 0", ""),
            ],
        ],
    ),
];
