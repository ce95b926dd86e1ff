//! The key file, as operators, other users and other processes treat it.

use std::os::unix::fs::PermissionsExt;

use super::*;
use crate::clock::Clock;

struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        let path = std::env::temp_dir().join(format!("moderato-keys-{}", Clock::system().new_id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn file(&self) -> PathBuf {
        self.0.join(FILE_NAME)
    }

    fn written(&self, text: &str) -> PathBuf {
        let path = self.file();
        fs::write(&path, text).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        path
    }

    fn entries(&self) -> usize {
        fs::read_dir(&self.0).unwrap().count()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn ders(path: &Path) -> Vec<Vec<u8>> {
    read(path)
        .unwrap()
        .keys
        .iter()
        .map(|key| key.as_der().to_vec())
        .collect()
}

fn refusal(path: &Path) -> String {
    match read(path) {
        Err(Error::Setup(text)) => text,
        Err(other) => panic!("{other}"),
        Ok(_) => panic!("the file was accepted"),
    }
}

#[test]
fn a_made_file_is_readable_by_its_owner_alone_and_stays() {
    let folder = Folder::new();
    create_if_absent(&folder.file()).unwrap();
    assert_eq!(fs::metadata(folder.file()).unwrap().mode() & 0o777, 0o600);

    let first = ders(&folder.file());
    create_if_absent(&folder.file()).unwrap();

    assert_eq!(ders(&folder.file()), first);
    assert_eq!(folder.entries(), 1);
}

#[test]
fn processes_that_start_at_once_end_with_one_key() {
    let folder = Folder::new();
    let path = folder.file();

    let found: Vec<_> = std::thread::scope(|scope| {
        let starters: Vec<_> = (0..8)
            .map(|_| {
                scope.spawn(|| {
                    create_if_absent(&path).unwrap();
                    ders(&path)
                })
            })
            .collect();

        starters
            .into_iter()
            .map(|starter| starter.join().unwrap())
            .collect()
    });

    assert!(
        found
            .iter()
            .all(|keys| keys == &found[0] && keys.len() == 1)
    );
    assert_eq!(folder.entries(), 1);
}

#[test]
fn a_rotation_keeps_the_former_key_second_and_drops_the_one_before() {
    let folder = Folder::new();

    rotate(&folder.file()).unwrap();
    let first = ders(&folder.file());
    rotate(&folder.file()).unwrap();
    let second = ders(&folder.file());

    assert_eq!((second.len(), &second[1]), (2, &first[0]));

    rotate(&folder.file()).unwrap();
    let third = ders(&folder.file());

    assert_eq!((third.len(), &third[1]), (2, &second[0]));
    assert_eq!(fs::metadata(folder.file()).unwrap().mode() & 0o777, 0o600);
    assert_eq!(folder.entries(), 1);
}

#[test]
fn a_file_that_others_can_read_is_refused_with_the_command_that_closes_it() {
    let folder = Folder::new();
    create_if_absent(&folder.file()).unwrap();

    for (mode, accepted) in [
        (0o600, true),
        (0o400, true),
        (0o440, true),
        (0o644, false),
        (0o620, false),
    ] {
        fs::set_permissions(folder.file(), fs::Permissions::from_mode(mode)).unwrap();

        assert_eq!(read(&folder.file()).is_ok(), accepted, "{mode:o}");
    }

    assert!(refusal(&folder.file()).contains("chmod 600"));
}

#[test]
fn a_file_without_usable_keys_is_refused_and_left_alone() {
    let folder = Folder::new();
    let key = PrivateKey::generate().unwrap().to_pem();

    for (text, told) in [
        (String::new(), "no PRIVATE KEY"),
        ("not a key".to_owned(), "no PRIVATE KEY"),
        (key.replace("MC4C", "MC4D"), "not an Ed25519 key"),
        (key.repeat(3), "more than two"),
    ] {
        let path = folder.written(&text);

        assert!(refusal(&path).contains(told), "{told}");
        assert!(rotate(&path).is_err());
        assert_eq!(fs::read_to_string(&path).unwrap(), text);
    }
}

#[test]
fn a_missing_file_is_told_with_the_command_that_makes_it() {
    let folder = Folder::new();
    assert!(refusal(&folder.file()).contains("rotate-key"));
}

#[test]
fn a_key_of_the_openssl_command_line_is_read() {
    // RFC 8410, section 10.3.
    let pem = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n\
               -----END PRIVATE KEY-----\n";
    let folder = Folder::new();
    assert_eq!(ders(&folder.written(pem)).len(), 1);
}
