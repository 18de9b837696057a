//! Every setting by name: what the search of the settings and the palette find, and at which address it opens.

use crate::icons::Icon;
use crate::state::{BookChoice, administers, app, shapes};
use crate::words::{
    self, Word, access, encryption, keeping, lock, passkeys, rules, scoring, security, settings as text,
    shaping, templates, tokens,
};
use crm_core::fields::fold::fold;
use leptos::prelude::*;

/// Settings that belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// How this person reads and writes, and who they are.
    Me,
    /// The browser that runs the app.
    Device,
    /// Where the person is logged in.
    Devices,
    /// The book.
    Workspace,
    /// What records hold.
    Fields,
    /// How forms and pages stand.
    Forms,
    /// The ways of deals.
    Pipelines,
    /// What is asked of records.
    Rules,
    /// What gives leads points.
    Scoring,
    /// The team.
    People,
    /// Who sees what.
    Access,
    /// Other programs.
    Tokens,
    /// How to use the app.
    Help,
}

impl Group {
    /// All of them, in the order shown.
    pub const ALL: [Self; 13] = [
        Self::Me,
        Self::Device,
        Self::Devices,
        Self::Workspace,
        Self::Fields,
        Self::Forms,
        Self::Rules,
        Self::Pipelines,
        Self::Scoring,
        Self::People,
        Self::Access,
        Self::Tokens,
        Self::Help,
    ];

    /// Its fragment.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Me => "me",
            Self::Device => "device",
            Self::Devices => "devices",
            Self::Workspace => "workspace",
            Self::Fields => "fields",
            Self::Forms => "forms",
            Self::Pipelines => "pipelines",
            Self::Rules => "rules-for-records",
            Self::Scoring => "scoring",
            Self::People => "people",
            Self::Access => "access",
            Self::Tokens => "api",
            Self::Help => "help",
        }
    }

    /// Its name, and a line about what is in it.
    pub const fn words(self) -> (Word, Word) {
        match self {
            Self::Me => (text::GROUP_ME, text::GROUP_ME_TEXT),
            Self::Device => (text::GROUP_DEVICE, text::GROUP_DEVICE_TEXT),
            Self::Devices => (text::GROUP_DEVICES, text::GROUP_DEVICES_TEXT),
            Self::Workspace => (text::GROUP_WORKSPACE, text::GROUP_WORKSPACE_TEXT),
            Self::Fields => (shaping::TITLE, shaping::GROUP_TEXT),
            Self::Forms => (shaping::FORMS, shaping::FORMS_TEXT),
            Self::Pipelines => (shaping::PIPELINES, shaping::PIPELINES_TEXT),
            Self::Rules => (rules::TITLE, rules::TEXT),
            Self::Scoring => (scoring::TITLE, scoring::TEXT),
            Self::People => (text::GROUP_PEOPLE, text::GROUP_PEOPLE_TEXT),
            Self::Access => (access::TITLE, access::TEXT),
            Self::Tokens => (tokens::TITLE, tokens::TEXT),
            Self::Help => (text::GROUP_HELP, text::GROUP_HELP_TEXT),
        }
    }

    /// Its picture.
    pub const fn icon(self) -> Icon {
        match self {
            Self::Me => Icon::User,
            Self::Device => Icon::HardDrive,
            Self::Devices => Icon::Smartphone,
            Self::Workspace => Icon::Building,
            Self::Fields => Icon::Tag,
            Self::Forms => Icon::FileText,
            Self::Pipelines => Icon::Kanban,
            Self::Rules => Icon::CircleCheck,
            Self::Scoring => Icon::Target,
            Self::People => Icon::Users,
            Self::Access => Icon::Eye,
            Self::Tokens => Icon::KeyRound,
            Self::Help => Icon::Info,
        }
    }

    /// Whether it needs an account.
    const fn of_team(self) -> bool {
        match self {
            Self::Devices | Self::People | Self::Access | Self::Tokens => true,
            Self::Me
            | Self::Device
            | Self::Workspace
            | Self::Fields
            | Self::Forms
            | Self::Pipelines
            | Self::Rules
            | Self::Scoring
            | Self::Help => false,
        }
    }

    /// Whether the open book has it.
    pub fn here(self) -> bool {
        let of_team = app().book.get() == Some(BookChoice::Workspace);
        let shapes =
            !matches!(self, Self::Fields | Self::Forms | Self::Rules | Self::Pipelines | Self::Scoring)
                || shapes();
        (!self.of_team() || of_team)
            && shapes
            && (!matches!(self, Self::Access | Self::Tokens) || administers())
    }
}

/// One setting.
#[derive(Clone, Copy, Debug)]
pub struct Setting {
    /// Its fragment, and `data-setting` of its place on the page.
    pub id: &'static str,
    /// Where it stands.
    pub group: Group,
    /// Its name.
    pub name: Word,
    /// Other words that people look for.
    also: Word,
    /// Whether it needs an account.
    of_team: bool,
    /// Whether it is for administrators.
    of_administrators: bool,
    /// Whether it says what records hold: for administrators, and for anybody in a book of their own.
    shapes: bool,
}

const fn setting(group: Group, id: &'static str, name: Word, also: Word) -> Setting {
    Setting { id, group, name, also, of_team: false, of_administrators: false, shapes: false }
}

const fn shaping_all(setting: Setting) -> Setting {
    Setting { shapes: true, ..setting }
}

const fn of_team(setting: Setting) -> Setting {
    Setting { of_team: true, ..setting }
}

const fn of_administrators(setting: Setting) -> Setting {
    Setting { of_team: true, of_administrators: true, ..setting }
}

/// All of them, group by group.
const SETTINGS: [Setting; 51] = [
    setting(Group::Me, "language", text::LANGUAGE, text::ALSO_LANGUAGE),
    setting(Group::Me, "digits", text::DIGITS, text::ALSO_DIGITS),
    setting(Group::Me, "theme", text::THEME, text::ALSO_THEME),
    setting(Group::Me, "country", text::COUNTRY, text::ALSO_COUNTRY),
    setting(Group::Me, "currency", text::CURRENCY, text::ALSO_CURRENCY),
    setting(Group::Me, "zone", text::ZONE, text::ALSO_ZONE),
    setting(Group::Me, "weekday", text::FIRST_WEEKDAY, text::ALSO_WEEKDAY),
    setting(Group::Me, "notifications", text::NOTIFICATIONS, text::ALSO_NOTIFICATIONS),
    setting(Group::Me, "keyboard", text::LETTERS, text::ALSO_KEYBOARD),
    of_team(setting(Group::Me, "profile", text::PROFILE, text::ALSO_PROFILE)),
    of_team(setting(Group::Me, "password", text::PASSWORD, text::ALSO_PASSWORD)),
    of_team(setting(Group::Me, "passkeys", passkeys::TITLE, passkeys::ALSO)),
    of_team(setting(Group::Me, "second-factor", security::SECOND_FACTOR, security::ALSO_SECOND_FACTOR)),
    of_team(setting(Group::Device, "keeping", keeping::TITLE, keeping::ALSO)),
    of_team(setting(Group::Device, "pin", lock::SET_PIN, lock::ALSO_PIN)),
    of_team(setting(Group::Device, "encryption", encryption::TITLE, encryption::ALSO)),
    setting(Group::Device, "storage", text::STORAGE, text::ALSO_STORAGE),
    setting(Group::Device, "install", text::INSTALL, text::ALSO_INSTALL),
    setting(Group::Device, "version", text::VERSION, text::ALSO_VERSION),
    of_team(setting(Group::Devices, "log-ins", text::DEVICES, text::ALSO_DEVICES)),
    of_team(setting(Group::Devices, "device-list", security::DEVICES, security::ALSO_DEVICE_LIST)),
    of_administrators(setting(Group::Devices, "lease", lock::LEASE, lock::ALSO_LEASE)),
    setting(Group::Workspace, "name-of-workspace", text::WORKSPACE_NAME, text::ALSO_WORKSPACE),
    of_team(setting(Group::Workspace, "workspaces", text::WORKSPACES, text::ALSO_WORKSPACES)),
    shaping_all(setting(Group::Workspace, "templates", templates::TITLE, templates::ALSO)),
    setting(Group::Workspace, "export", text::EXPORT_BOOK, text::ALSO_EXPORT),
    setting(Group::Workspace, "import", text::IMPORT, text::ALSO_IMPORT),
    setting(Group::Workspace, "demo", text::DEMO, text::ALSO_DEMO),
    setting(Group::Workspace, "book", text::JOIN, text::ALSO_BOOK),
    setting(Group::Workspace, "leave", text::LOG_OUT, text::ALSO_LEAVE),
    setting(Group::Fields, "custom-fields", shaping::TITLE, shaping::ALSO),
    setting(Group::Fields, "choices", shaping::BUILT_IN, shaping::ALSO_CHOICES),
    setting(Group::Forms, "placements", shaping::FORMS, shaping::ALSO_FORMS),
    setting(Group::Rules, "validation", rules::VALIDATION, rules::ALSO),
    setting(Group::Rules, "dependencies", rules::DEPENDENCIES, rules::ALSO),
    setting(Group::Pipelines, "stages", shaping::PIPELINES, shaping::ALSO_PIPELINES),
    setting(Group::Scoring, "score-rules", scoring::TITLE, scoring::ALSO),
    of_team(setting(Group::People, "team", text::PEOPLE, text::ALSO_PEOPLE)),
    of_administrators(setting(Group::Access, "open", access::OPEN, access::ALSO)),
    of_administrators(setting(Group::Access, "standing", access::PEOPLE, access::ALSO)),
    of_administrators(setting(Group::Access, "profiles", access::PROFILES, access::ALSO)),
    of_administrators(setting(Group::Access, "roles", access::ROLES, access::ALSO)),
    of_administrators(setting(Group::Access, "territories", access::TERRITORIES, access::ALSO)),
    of_administrators(setting(Group::Access, "rules", access::RULES, access::ALSO)),
    of_administrators(setting(Group::Access, "see-as", access::SEE_AS, access::ALSO)),
    of_administrators(setting(Group::People, "audit", security::AUDIT, security::ALSO_AUDIT)),
    of_administrators(setting(Group::Tokens, "make-token", tokens::MAKE, tokens::ALSO_MAKE)),
    of_administrators(setting(Group::Tokens, "tokens", tokens::LIST, tokens::ALSO_LIST)),
    setting(Group::Help, "guide", text::GUIDE, text::ALSO_GUIDE),
    setting(Group::Help, "shortcuts", text::SHORTCUTS, text::ALSO_SHORTCUTS),
    setting(Group::Help, "feedback", text::FEEDBACK, text::ALSO_FEEDBACK),
];

/// What the group in the fragment is; `None` for a fragment that names nothing here.
pub fn group_of(fragment: &str) -> Option<Group> {
    let own = Group::ALL.into_iter().find(|group| group.id() == fragment);
    own.or_else(|| SETTINGS.iter().find(|setting| setting.id == fragment).map(|setting| setting.group))
}

/// The settings of the open book whose name or other words, in either language, hold every word that is typed.
pub fn matching(typed: &str) -> Vec<&'static Setting> {
    let team = app().book.get() == Some(BookChoice::Workspace);
    let administrator = administers();
    let here = |setting: &&Setting| {
        let shaping = !setting.shapes || shapes();
        let administers = administrator || !setting.of_administrators;
        setting.group.here() && (team || !setting.of_team) && administers && shaping
    };
    SETTINGS.iter().filter(here).filter(|setting| holds(setting, typed)).collect()
}

fn holds(setting: &Setting, typed: &str) -> bool {
    let (group, _) = setting.group.words();
    let all = [setting.name, setting.also, group].map(Word::both).concat().join(" ");
    let (all, typed) = (fold(&all), fold(typed));
    typed.split_whitespace().all(|word| all.contains(word))
}

impl Setting {
    /// The address that opens it.
    pub fn address(&self) -> String {
        format!("{}#{}", crate::routes_to::SETTINGS, self.id)
    }

    /// Where it stands, in words.
    pub fn place(&self) -> String {
        let (group, _) = self.group.words();
        words::settings::of_group(group.now())
    }
}

#[cfg(test)]
mod tests {
    use super::{Group, SETTINGS, group_of, holds};
    use std::collections::BTreeSet;

    #[test]
    fn a_setting_is_found_by_its_name_and_other_words_in_both_languages() {
        for (typed, expected) in [
            ("langu", "language"),
            ("ভাষা", "language"),
            ("dark", "theme"),
            ("রাত", "theme"),
            ("backup", "export"),
            ("ব্যাকআপ", "export"),
            ("lost phone", "log-ins"),
            ("TIME zone", "zone"),
            ("মুদ্রা", "currency"),
            ("sign out", "leave"),
            ("2fa", "second-factor"),
            ("wipe", "device-list"),
            ("who did", "audit"),
            ("ওটিপি", "second-factor"),
            ("fingerprint", "passkeys"),
            ("আঙুলের ছাপ", "passkeys"),
            ("passcode", "pin"),
            ("পিন", "pin"),
            ("stolen", "encryption"),
            ("এনক্রিপ্ট", "encryption"),
            ("offline days", "lease"),
            ("small phone", "keeping"),
            ("ছোট ফোন", "keeping"),
            ("custom field", "custom-fields"),
            ("নতুন ঘর", "custom-fields"),
            ("lead source", "choices"),
            ("হাতছাড়া হওয়ার কারণ", "choices"),
            ("mandatory", "placements"),
            ("বাধ্যতামূলক", "placements"),
            ("stalled", "stages"),
            ("ফানেল", "stages"),
            ("points", "score-rules"),
            ("স্কোর", "score-rules"),
            ("starter", "templates"),
            ("টেমপ্লেট", "templates"),
            ("integration", "tokens"),
            ("এপিআই", "tokens"),
        ] {
            let found: Vec<&str> =
                SETTINGS.iter().filter(|setting| holds(setting, typed)).map(|setting| setting.id).collect();
            assert!(found.contains(&expected), "{typed}: {found:?}");
            assert!(found.len() < 6, "{typed} finds nearly everything: {found:?}");
        }
        assert!(!SETTINGS.iter().any(|setting| holds(setting, "zebra")));
    }

    #[test]
    fn every_fragment_leads_to_one_group() {
        let ids: BTreeSet<&str> =
            SETTINGS.iter().map(|setting| setting.id).chain(Group::ALL.map(Group::id)).collect();
        assert_eq!(ids.len(), SETTINGS.len() + Group::ALL.len(), "a fragment names two things");
        for setting in &SETTINGS {
            assert_eq!(group_of(setting.id), Some(setting.group), "{}", setting.id);
        }
        assert_eq!(group_of("nowhere"), None);
    }
}
