//! Numbers, money, dates and times as the person writes them.
