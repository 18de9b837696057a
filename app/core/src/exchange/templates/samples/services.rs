//! Customers of a small agency, with proposals and contracts.

use super::Sample;

pub(in super::super) const SAMPLE: Sample = &[
    (
        "account",
        &[
            &[
                ("name", "Shapla Hospitals", "শাপলা হাসপাতাল"),
                ("industry", "healthcare", ""),
                ("type", "customer", ""),
                ("phones", "02-58150077", "০২-৫৮১৫০০৭৭"),
                ("website", "shaplahospitals.example", ""),
                ("x3fd0", "c00a20202", ""),
                ("x27d0", "40", ""),
            ],
            &[
                ("name", "Dhaleshwari Logistics", "ধলেশ্বরী লজিস্টিকস"),
                ("industry", "logistics", ""),
                ("type", "prospect", ""),
                ("phones", "01713-228840", ""),
                ("x3fd0", "c00a20201", ""),
            ],
            &[
                ("name", "Kushiara Foundation", "কুশিয়ারা ফাউন্ডেশন"),
                ("industry", "nonprofit", ""),
                ("type", "customer", ""),
                ("phones", "0821-714402", "০৮২১-৭১৪৪০২"),
                ("x3fd0", "c00a20203", ""),
                ("x27d0", "200", ""),
            ],
        ],
    ),
    (
        "contact",
        &[
            &[
                ("first_name", "Farzana", "ফারজানা"),
                ("last_name", "Islam", "ইসলাম"),
                ("account", "account 0", ""),
                ("job_title", "Head of IT", "আইটি প্রধান"),
                ("emails", "farzana@shaplahospitals.example", ""),
                ("phones", "01730-551209", ""),
            ],
            &[
                ("first_name", "Tanvir", "তানভীর"),
                ("last_name", "Hasan", "হাসান"),
                ("account", "account 1", ""),
                ("job_title", "Managing Director", "ব্যবস্থাপনা পরিচালক"),
                ("phones", "01713-228840", ""),
            ],
        ],
    ),
    (
        "lead",
        &[
            &[
                ("first_name", "Nusrat", "নুসরাত"),
                ("last_name", "Jahan", "জাহান"),
                ("company", "Jamuna Ceramics", "যমুনা সিরামিকস"),
                ("job_title", "Marketing Manager", "বিপণন ব্যবস্থাপক"),
                ("emails", "nusrat@jamunaceramics.example", ""),
                ("lead_source", "c00a20101", ""),
                ("status", "contacted", ""),
            ],
            &[
                ("first_name", "Arif", "আরিফ"),
                ("last_name", "Mahmud", "মাহমুদ"),
                ("company", "Bay Shipping", "বে শিপিং"),
                ("phones", "01819-640213", ""),
                ("lead_source", "referral", ""),
                ("authority", "decision_maker", ""),
                ("budget", "৳ 8,00,000", "৳ ৮,০০,০০০"),
                ("status", "qualified", ""),
            ],
        ],
    ),
    (
        "deal",
        &[
            &[
                ("name", "Appointment system", "রোগীর সিরিয়ালের সফটওয়্যার"),
                ("account", "account 0", ""),
                ("contact", "contact 0", ""),
                ("amount", "৳ 14,00,000", "৳ ১৪,০০,০০০"),
                ("stage", "c00a20013", ""),
                ("close_date", "10", ""),
                ("x47d0", "c00a20213; c00a20214", ""),
                ("x17d0", "৳ 9,20,000", "৳ ৯,২০,০০০"),
                ("x27d1", "-12", ""),
                ("x07d0", "Two firms in Dhaka", "ঢাকার আরও দুটি প্রতিষ্ঠান"),
            ],
            &[
                ("name", "Fleet tracking study", "গাড়ির খোঁজ রাখা: যাচাইয়ের কাজ"),
                ("account", "account 1", ""),
                ("contact", "contact 1", ""),
                ("amount", "৳ 3,50,000", "৳ ৩,৫০,০০০"),
                ("stage", "c00a20012", ""),
                ("close_date", "30", ""),
                ("x47d0", "c00a20211", ""),
                ("x17d0", "৳ 1,90,000", "৳ ১,৯০,০০০"),
            ],
            &[
                ("name", "Annual maintenance", "বার্ষিক রক্ষণাবেক্ষণ"),
                ("account", "account 2", ""),
                ("amount", "৳ 2,40,000", "৳ ২,৪০,০০০"),
                ("stage", "c00a20015", ""),
                ("close_date", "-6", ""),
                ("x47d0", "c00a20215", ""),
                ("x17d0", "৳ 1,10,000", "৳ ১,১০,০০০"),
                ("x37d0", "yes", "হ্যাঁ"),
            ],
        ],
    ),
    (
        "task",
        &[
            &[
                ("subject", "Ask Farzana what they decided", "কী ঠিক হলো, ফারজানার কাছে জানা"),
                ("due", "-1", ""),
                ("priority", "high", ""),
                ("about", "deal 0", ""),
                ("type", "call", ""),
            ],
            &[
                ("subject", "Proposal for Dhaleshwari", "ধলেশ্বরীর জন্য প্রস্তাব লেখা"),
                ("due", "3", ""),
                ("about", "deal 1", ""),
                ("type", "c00a20121", ""),
            ],
        ],
    ),
];
