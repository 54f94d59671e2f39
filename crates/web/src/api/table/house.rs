//! The house: the settings of the book, its people and its programs.

use dunwell_app::access::Permission as P;

use crate::api::endpoint::{act, get, grant, put};
use crate::api::{people, settings, tokens};
use crate::router::Route;

/// The routes.
pub(super) fn routes() -> Vec<Route> {
    vec![
        get(
            "/api/v1/settings",
            P::ChangeSettings,
            ("getSettings", "The settings of the book"),
            settings::show,
        ),
        put(
            "/api/v1/settings",
            P::ChangeSettings,
            ("putSettings", "Change the settings of the book"),
            settings::replace,
        )
        .about("All of them: read them, change what is to be other, and send them back with their `ETag` as `If-Match`. Where the book wants two people for what differs, it is asked for: 202."),
        act(
            "/api/v1/book/name",
            P::ChangeSettings,
            ("renameBook", "Give the book another name or country"),
            settings::rename,
        ),
        get(
            "/api/v1/users",
            P::ManageUsers,
            ("listUsers", "The people with a role in the book"),
            people::list,
        ),
        grant(
            "/api/v1/users",
            P::ManageUsers,
            ("inviteUser", "Let somebody in"),
            people::invite,
        )
        .about("The link is shown to this request alone; whoever has it chooses the password. Controllers and admins are invited by a person."),
        grant(
            "/api/v1/users/{user}/role",
            P::ManageUsers,
            ("setUserRole", "Give somebody another role, or none"),
            people::set_role,
        )
        .about("The person's sessions end. Controllers and admins are made by a person."),
        grant(
            "/api/v1/users/{user}/access",
            P::ManageUsers,
            ("setUserAccess", "Keep somebody from signing in, or let the person in again"),
            people::set_access,
        )
        .about("The person's sessions end. Controllers and admins are let in again by a person."),
        grant(
            "/api/v1/users/{user}/sessions/end",
            P::ManageUsers,
            ("endUserSessions", "Sign somebody out everywhere"),
            people::end_sessions,
        ),
        grant(
            "/api/v1/users/{user}/link",
            P::ManageUsers,
            ("makeUserLink", "Make a link by which somebody chooses a password"),
            people::make_link,
        )
        .about("It is shown to this request alone, and one that was made before is useless. Controllers and admins get theirs from a person."),
        get(
            "/api/v1/tokens",
            P::ManageTokens,
            ("listTokens", "The tokens of the book"),
            tokens::list,
        ),
        grant(
            "/api/v1/tokens",
            P::ManageTokens,
            ("makeToken", "Make a token"),
            tokens::make,
        )
        .about("It is shown to this request alone. It may do no more than the token that makes it, lasts no longer, and is taken back with it."),
        grant(
            "/api/v1/tokens/{token}/revoke",
            P::ManageTokens,
            ("revokeToken", "Take a token back"),
            tokens::revoke,
        )
        .about("It opens nothing from now on, and neither does any that was made with it."),
    ]
}
