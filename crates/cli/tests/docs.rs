//! The page of commands names every command that there is.

use std::process::Command;

#[test]
fn every_command_is_on_the_page_of_commands() {
    let help = Command::new(env!("CARGO_BIN_EXE_dunwell"))
        .arg("--help")
        .output()
        .unwrap();
    let help = String::from_utf8(help.stdout).unwrap();
    let page = include_str!("../../../docs/commands.md");
    let commands: Vec<&str> = help
        .lines()
        .skip_while(|line| !line.starts_with("Commands:"))
        .skip(1)
        .take_while(|line| !line.is_empty())
        .filter_map(|line| line.split_whitespace().next())
        .filter(|name| *name != "help")
        .collect();
    assert!(
        commands.len() > 10,
        "the list of commands was found in: {help}"
    );
    for command in commands {
        assert!(
            page.contains(&format!("`{command}")),
            "docs/commands.md does not name the command {command}"
        );
    }
}
