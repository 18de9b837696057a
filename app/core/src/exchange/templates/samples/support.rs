//! Customers of a seller of office machines, and what they asked for help with.

use super::Sample;

pub(in super::super) const SAMPLE: Sample = &[
    (
        "account",
        &[
            &[
                ("name", "Nabanna Diagnostics", "নবান্ন ডায়াগনস্টিকস"),
                ("industry", "healthcare", ""),
                ("type", "customer", ""),
                ("phones", "01716-300418", ""),
                ("x3fe0", "c00a30203", ""),
                ("x27e0", "21", ""),
            ],
            &[
                ("name", "Uttara Model School", "উত্তরা মডেল স্কুল"),
                ("industry", "education", ""),
                ("type", "customer", ""),
                ("phones", "01911-845530", ""),
                ("x3fe0", "c00a30202", ""),
                ("x27e0", "160", ""),
            ],
        ],
    ),
    (
        "contact",
        &[
            &[
                ("first_name", "Shamima", "শামীমা"),
                ("last_name", "Nasrin", "নাসরিন"),
                ("account", "account 0", ""),
                ("job_title", "Administration", "প্রশাসন"),
                ("phones", "01716-300418 (mobile)", ""),
                ("preferred_channels", "whatsapp", ""),
            ],
            &[
                ("first_name", "Golam", "গোলাম"),
                ("last_name", "Mostafa", "মোস্তফা"),
                ("account", "account 1", ""),
                ("job_title", "Head teacher", "প্রধান শিক্ষক"),
                ("phones", "01911-845530 (mobile)", ""),
            ],
        ],
    ),
    (
        "lead",
        &[&[
            ("last_name", "Anwar", "আনোয়ার"),
            ("company", "Anwar Photocopy", "আনোয়ার ফটোকপি"),
            ("phones", "01678-554190", ""),
            ("lead_source", "c00a30101", ""),
        ]],
    ),
    (
        "deal",
        &[
            &[
                ("name", "Printer stops after two pages", "দুই পাতার পর প্রিন্টার থেমে যায়"),
                ("account", "account 0", ""),
                ("contact", "contact 0", ""),
                ("stage", "c00a30012", ""),
                ("close_date", "0", ""),
                ("x3fe0", "c00a30212", ""),
                ("x3fe1", "c00a30222", ""),
                ("x3fe2", "c00a30231", ""),
                ("x07e0", "Laser printer", "লেজার প্রিন্টার"),
                ("x27e0", "-3", ""),
                ("x27e1", "-1", ""),
            ],
            &[
                ("name", "Wrong amount on the bill", "বিলে টাকার অঙ্ক ভুল"),
                ("account", "account 1", ""),
                ("contact", "contact 1", ""),
                ("stage", "c00a30011", ""),
                ("close_date", "2", ""),
                ("x3fe0", "c00a30211", ""),
                ("x3fe1", "c00a30225", ""),
                ("x3fe2", "c00a30232", ""),
                ("x27e0", "0", ""),
                ("x27e1", "2", ""),
            ],
            &[
                ("name", "Toner for the office copier", "অফিসের ফটোকপি মেশিনের টোনার"),
                ("account", "account 1", ""),
                ("contact", "contact 1", ""),
                ("stage", "c00a30014", ""),
                ("close_date", "-5", ""),
                ("x3fe0", "c00a30211", ""),
                ("x3fe1", "c00a30221", ""),
                ("x07e0", "Copier", "ফটোকপি মেশিন"),
                (
                    "x07e1",
                    "Told them the model; the shop sent one.",
                    "মডেল জানানো হয়েছে, দোকান থেকে পাঠানো হয়েছে।",
                ),
                ("x27e0", "-7", ""),
                ("x27e1", "-5", ""),
            ],
        ],
    ),
    (
        "task",
        &[
            &[
                ("subject", "Visit Nabanna with a spare roller", "বাড়তি রোলার নিয়ে নবান্নতে যাওয়া"),
                ("due", "0", ""),
                ("type", "c00a30122", ""),
                ("priority", "highest", ""),
                ("about", "deal 0", ""),
            ],
            &[
                ("subject", "Call the school about the bill", "বিল নিয়ে স্কুলে ফিরতি ফোন"),
                ("due", "1", ""),
                ("type", "c00a30121", ""),
                ("about", "deal 1", ""),
            ],
        ],
    ),
];
