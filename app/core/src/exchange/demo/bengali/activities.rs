//! Tasks, calls, meetings and notes of the sample book in Bengali.

use crate::exchange::demo::Row;

pub(super) static TASKS: &[Row] = &[
    &[
        ("subject", "পদ্মা টেক্সটাইলসকে নতুন দর পাঠানো"),
        ("due", "-1"),
        ("priority", "high"),
        ("about", "deal 0"),
        ("type", "email"),
    ],
    &[
        ("subject", "মাল পৌঁছানো নিয়ে রিনাকে ফোন"),
        ("due", "0"),
        ("priority", "high"),
        ("about", "contact 1"),
        ("type", "call"),
    ],
    &[("subject", "নমুনা কার্টন তৈরি"), ("due", "0"), ("about", "deal 1"), ("status", "in_progress")],
    &[("subject", "পদ্মা ডাইংয়ের পাওনা আদায়"), ("due", "-4"), ("priority", "highest"), ("about", "account 8")],
    &[("subject", "শিরিন বুটিকে যাওয়া"), ("due", "2"), ("about", "lead 0"), ("type", "meeting")],
    &[("subject", "খান ইলেকট্রনিকসের জন্য দরপত্র লেখা"), ("due", "3"), ("about", "lead 1")],
    &[("subject", "ট্রেড লাইসেন্স নবায়ন"), ("due", "20"), ("priority", "low")],
    &[
        ("subject", "মেঘনা ফুডসকে ধন্যবাদ জানানো"),
        ("due", "-8"),
        ("about", "account 1"),
        ("status", "completed"),
        ("type", "thank_you"),
    ],
];

pub(super) static CALLS: &[Row] = &[
    &[
        ("subject", "রহিম উদ্দিনের সঙ্গে দর নিয়ে কথা"),
        ("start", "-1 11:15"),
        ("direction", "outbound"),
        ("status", "held"),
        ("duration", "12:30"),
        ("about", "deal 0"),
        ("contact", "contact 0"),
        ("result", "call_back"),
        ("description", "নগদে দিলে ৩% ছাড় চান। পর্ষদের সভার পর আবার ফোন করতে হবে।"),
    ],
    &[
        ("subject", "আরিফ খানকে প্রথম ফোন"),
        ("start", "0 15:00"),
        ("direction", "outbound"),
        ("status", "planned"),
        ("about", "lead 1"),
    ],
    &[
        ("subject", "মাল পাওয়ার তারিখ নিয়ে প্রশ্ন"),
        ("start", "-3 10:05"),
        ("direction", "inbound"),
        ("status", "held"),
        ("duration", "4:10"),
        ("about", "account 3"),
        ("result", "interested"),
    ],
    &[
        ("subject", "মিতু বড়ুয়ার ফোন ধরা হয়নি"),
        ("start", "-1 17:40"),
        ("direction", "missed"),
        ("status", "not_held"),
        ("about", "contact 7"),
    ],
];

pub(super) static MEETINGS: &[Row] = &[
    &[
        ("subject", "উত্তরা গার্মেন্টসের কারখানা দেখা"),
        ("start", "1 10:30"),
        ("end", "1 12:00"),
        ("location", "উত্তরা, ঢাকা"),
        ("about", "deal 5"),
        ("contact", "contact 4"),
        ("status", "planned"),
    ],
    &[
        ("subject", "রূপসা সি ফুডের সঙ্গে চুক্তির আলোচনা"),
        ("start", "4 14:00"),
        ("end", "4 15:30"),
        ("location", "কেডিএ অ্যাভিনিউ, খুলনা"),
        ("about", "deal 10"),
        ("status", "planned"),
    ],
    &[
        ("subject", "চট্টগ্রামের বাণিজ্য মেলা"),
        ("start", "-12 09:00"),
        ("end", "-12 17:00"),
        ("location", "রেলওয়ে পলোগ্রাউন্ড"),
        ("status", "held"),
        ("description", "এগারোটি নতুন লিড পাওয়া গেছে।"),
    ],
];

pub(super) static NOTES: &[Row] = &[
    &[("body", "রহিম ভাই ফোনে সিদ্ধান্ত নেন, পরে ইমেইলে জানান। সকাল ১১টার আগে ফোন করা ভালো।"), ("about", "contact 0")],
    &[("body", "সময়মতো টাকা দেন। প্রতি বসন্তে আবার অর্ডার করেন।"), ("about", "account 1")],
    &[
        ("title", "প্রতিযোগী"),
        (
            "body",
            "বরেন্দ্র কৃষি খামার বগুড়ার এক সরবরাহকারীর সঙ্গেও কথা বলছে। তাদের দর ৪% কম, তবে মাল পেতে দশ দিন বেশি লাগে।",
        ),
        ("about", "deal 1"),
    ],
    &[("body", "দামের কারণে হাতছাড়া। সিমেন্টের দাম বাড়লে আবার কথা বলতে হবে।"), ("about", "deal 8")],
    &[("body", "দুই রঙের নমুনা চান।"), ("about", "lead 0")],
];
