//! `hustings-partner PORT POLLS`: serves the partner's site until its standard input is closed.
//!
//! `cargo xtask run` starts it beside the server, which inherits the other end of its input, so that it ends with the
//! server, however that ends.

use std::{env, io, process::ExitCode};

use hustings_partner::Partner;

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [port, polls] = arguments.as_slice() else {
        return refuse("usage: hustings-partner PORT POLLS, such as 8090 http://127.0.0.1:8080");
    };
    let Ok(port) = port.parse() else {
        return refuse(&format!("{port} is no port"));
    };
    match Partner::start(port, polls) {
        Ok(partner) => {
            println!("A partner's page with its polls: {}/", partner.address());
            // Whatever is typed is no business of a web site; an error is as good as the end.
            let _ = io::copy(&mut io::stdin(), &mut io::sink());
            ExitCode::SUCCESS
        }
        Err(error) => refuse(&format!("cannot listen on port {port} of localhost: {error}")),
    }
}

fn refuse(why: &str) -> ExitCode {
    eprintln!("{why}");
    ExitCode::FAILURE
}
