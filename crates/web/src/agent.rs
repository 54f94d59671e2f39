//! What a browser says of itself, in the few words that people know it by.

/// What tells a browser from others. Most call themselves by the names of others too, so those that
/// borrow stand before those that they borrow from.
const BROWSERS: [(&str, &str); 6] = [
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
];

/// What tells a system from others, in the same order.
const SYSTEMS: [(&str, &str); 7] = [
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
];

/// "Firefox · Windows"; what nobody knows is shown as it was said.
pub(crate) fn in_words(agent: &str) -> String {
    let known = |names: &[(&str, &'static str)]| {
        let found = names.iter().find(|(sign, _)| agent.contains(sign));
        found.map(|(_, name)| *name)
    };
    match (known(&BROWSERS), known(&SYSTEMS)) {
        (Some(browser), Some(system)) => format!("{browser} · {system}"),
        (Some(name), None) | (None, Some(name)) => name.to_owned(),
        (None, None) => agent.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_are_told_apart() {
        let webkit = "AppleWebKit/537.36 (KHTML, like Gecko)";
        let check = |agent: &str, words: &str| assert_eq!(in_words(agent), words, "{agent}");
        let on = |system: &str, rest: &str| format!("Mozilla/5.0 ({system}) {rest}");
        let (mac, windows) = (
            "Macintosh; Intel Mac OS X 10_15_7",
            "Windows NT 10.0; Win64; x64",
        );
        let chrome = format!("{webkit} Chrome/148.0.0.0 Safari/537.36");
        check(&on(mac, &chrome), "Chrome · macOS");
        check(
            &on(windows, &format!("{chrome} Edg/148.0.0.0")),
            "Edge · Windows",
        );
        check(&on("Linux; Android 16; K", &chrome), "Chrome · Android");
        check(
            &on(
                "X11; Linux x86_64; rv:150.0",
                "Gecko/20100101 Firefox/150.0",
            ),
            "Firefox · Linux",
        );
        let safari =
            "AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Mobile/15E148 Safari/604.1";
        check(
            &on("iPhone; CPU iPhone OS 26_0 like Mac OS X", safari),
            "Safari · iPhone",
        );
        check("curl/8.7.1", "curl/8.7.1");
        check("", "");
    }
}
