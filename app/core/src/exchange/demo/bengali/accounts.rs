//! Companies of the sample book in Bengali.

use crate::exchange::demo::Row;

pub(super) static ACCOUNTS: &[Row] = &[
    &[
        ("name", "পদ্মা টেক্সটাইলস লিমিটেড"),
        ("industry", "textiles"),
        ("type", "customer"),
        ("phones", "০২-৫৫০১২৩৪০"),
        ("billing_address", "প্লট ১৪, তেজগাঁও\nঢাকা\nঢাকা\n১২০৮\nবাংলাদেশ"),
        ("website", "padmatextiles.example"),
        ("employees", "৪২০"),
        ("annual_revenue", "৳ ১২,৫০,০০,০০০"),
    ],
    &[
        ("name", "মেঘনা ফুডস"),
        ("industry", "food"),
        ("type", "customer"),
        ("phones", "০১৭১১-৩৩০০২১"),
        ("billing_address", "কালুরঘাট রোড\nচট্টগ্রাম\nচট্টগ্রাম\n৪২১২\nবাংলাদেশ"),
        ("employees", "৯৫"),
    ],
    &[
        ("name", "সুরমা চা ভাণ্ডার"),
        ("industry", "trading"),
        ("type", "prospect"),
        ("phones", "০১৭১২-৪৪১১৯০"),
        ("billing_address", "জিন্দাবাজার\nসিলেট\nসিলেট\n৩১০০\nবাংলাদেশ"),
    ],
    &[
        ("name", "রূপসা সি ফুড"),
        ("industry", "food"),
        ("type", "customer"),
        ("phones", "০১৯১৩-৫৫০০১২"),
        ("billing_address", "কেডিএ অ্যাভিনিউ\nখুলনা\nখুলনা\n৯১০০\nবাংলাদেশ"),
        ("employees", "৬০"),
    ],
    &[
        ("name", "বরেন্দ্র কৃষি খামার"),
        ("industry", "agriculture"),
        ("type", "prospect"),
        ("phones", "০১৮১৯-২২০০৩৪"),
        ("billing_address", "সাহেব বাজার\nরাজশাহী\nরাজশাহী\n৬০০০\nবাংলাদেশ"),
    ],
    &[
        ("name", "সবুজ প্যাকেজিং"),
        ("industry", "manufacturing"),
        ("type", "supplier"),
        ("phones", "০২-৯৮৬০০৪১"),
        ("billing_address", "টঙ্গী শিল্প এলাকা\nগাজীপুর\nঢাকা\n১৭১০\nবাংলাদেশ"),
    ],
    &[
        ("name", "উত্তরা গার্মেন্টস"),
        ("industry", "garments"),
        ("type", "customer"),
        ("phones", "০১৭১৪-৬৬০০৭৮"),
        ("billing_address", "সড়ক ৩, উত্তরা\nঢাকা\nঢাকা\n১২৩০\nবাংলাদেশ"),
        ("employees", "১,৮০০"),
    ],
    &[
        ("name", "নগর সেবা হাসপাতাল"),
        ("industry", "healthcare"),
        ("type", "prospect"),
        ("phones", "০৯৬১৩-৭৮৭৮০২"),
        ("billing_address", "গ্রিন রোড\nঢাকা\nঢাকা\n১২০৫\nবাংলাদেশ"),
    ],
    &[
        ("name", "পদ্মা ডাইং"),
        ("industry", "textiles"),
        ("type", "customer"),
        ("phones", "০১৭১১-৯০৯০১২"),
        ("billing_address", "তেজগাঁও\nঢাকা\nঢাকা\n১২০৮\nবাংলাদেশ"),
        ("parent", "account 0"),
    ],
    &[
        ("name", "কুশিয়ারা বিল্ডার্স"),
        ("industry", "construction"),
        ("type", "prospect"),
        ("phones", "০১৭২০-১১৮৮৪৩"),
        ("billing_address", "আম্বরখানা\nসিলেট\nসিলেট\n৩১০০\nবাংলাদেশ"),
    ],
];
