//! What a workspace starts with: three profiles, two roles, and everybody's place in them.

use super::model::{Base, Level, Member, ObjectRights, Policy, Profile, Role};
use crate::ids::{PersonId, ProfileId, RoleId};
use std::collections::BTreeMap;

/// The role of people who lead.
pub const LEADING: RoleId = RoleId(numbered(1));
/// The role of people who sell, below [`LEADING`].
pub const SELLING: RoleId = RoleId(numbered(2));

const fn numbered(number: u8) -> [u8; 16] {
    let mut id = [0; 16];
    id[15] = number;
    id
}

/// The profile that every workspace has for a base. It can be changed, but stays.
pub const fn profile_for(base: Base) -> ProfileId {
    ProfileId(numbered(match base {
        Base::Administrator => 1,
        Base::Manager => 2,
        Base::Representative => 3,
    }))
}

impl Policy {
    /// What a workspace starts with. Without `open`, records are private to their owners and those above them.
    pub fn starting(open: bool) -> Self {
        let role = |id, parent| Role { id, name: String::new(), parent, peers: false };
        Self {
            open,
            profiles: Base::ALL.map(profile).into(),
            roles: vec![role(LEADING, None), role(SELLING, Some(LEADING))],
            ..Self::default()
        }
    }

    /// Takes a person in at the place that people of the base start from; somebody who is in stays where they are.
    pub fn admit(&mut self, person: PersonId, base: Base) {
        if self.member(person).is_some() {
            return;
        }
        let role = match base {
            Base::Administrator | Base::Manager => LEADING,
            Base::Representative => SELLING,
        };
        let role = self.roles.iter().find(|one| one.id == role).map(|one| one.id);
        self.members.push(Member { person, profile: profile_for(base), role, territories: Vec::new() });
    }
}

fn profile(base: Base) -> Profile {
    let (all_records, others) = match base {
        Base::Administrator => (Some(Level::Write), ObjectRights::ALL),
        Base::Manager => (None, ObjectRights::ALL),
        Base::Representative => (None, ObjectRights { export: false, ..ObjectRights::ALL }),
    };
    Profile {
        id: profile_for(base),
        name: String::new(),
        base,
        all_records,
        others,
        objects: BTreeMap::new(),
        fields: BTreeMap::new(),
        exports: None,
    }
}
