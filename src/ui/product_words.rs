//! Which statutory sheet the name of a product speaks for: a help for the eye, never a decision.

use super::palette::folded;

/// The pack whose sheets are meant.
pub(super) const PACK: &str = "qd-26-2026";

/// Words of product names by the number of the sheet, without diacritics; several words stand for
/// names that have them all. More telling words stand first.
const WORDS: [(u16, &[&str]); 26] = [
    (
        1,
        &[
            "rau",
            "ca chua",
            "buoi",
            "cam tuoi",
            "oi",
            "thanh long",
            "xoai",
            "nhan tuoi",
            "vai thieu",
            "khoai",
            "bi do",
            "dua chuot",
            "nam tuoi",
            "chuoi",
            "dua hau",
            "sau rieng",
            "hat sen tuoi",
        ],
    ),
    (
        2,
        &[
            "thit tuoi",
            "thit lon",
            "thit ga",
            "trung",
            "ca tuoi",
            "tom",
            "cua",
            "sua tuoi",
            "ga doi",
            "ca long",
            "ca lang",
        ],
    ),
    (
        3,
        &[
            "gao",
            "nep",
            "dau xanh",
            "dau tuong",
            "lac nhan",
            "vung",
            "ngo hat",
            "dau den",
            "yen mach",
        ],
    ),
    (4, &["mat ong", "mat hoa", "mat dua", "to yen", "phan hoa"]),
    (
        5,
        &[
            "banh trang tron",
            "com chay",
            "snack",
            "khoai tay chien",
            "do an nhanh",
            "mi an lien",
            "banh mi",
        ],
    ),
    (
        6,
        &[
            "bun",
            "mien",
            "pho kho",
            "banh da",
            "banh gai",
            "banh chung",
            "banh phu the",
            "com lam",
            "bot gao",
            "banh te",
            "banh trang",
            "hu tieu",
        ],
    ),
    (
        7,
        &[
            "say",
            "mut",
            "mang kho",
            "dua muoi",
            "hat dieu",
            "o mai",
            "tuong ot",
            "mit say",
            "chuoi say",
            "bot sen",
            "toi den",
            "dau phu",
        ],
    ),
    (
        8,
        &[
            "gio",
            "cha",
            "nem chua",
            "lap xuong",
            "thit trau",
            "thit gac bep",
            "ca kho",
            "ruoc",
            "trung muoi",
            "xuc xich",
            "muc",
            "cha ca",
            "sua chua",
            "ruou mat ong",
        ],
    ),
    (
        9,
        &["nuoc mam", "mam", "tuong", "giam", "nuoc tuong", "dau hao"],
    ),
    (
        10,
        &[
            "muoi", "hanh", "toi", "tieu", "ot bot", "gia vi", "hat doi", "mac khen", "bot nghe",
            "que bot", "gung",
        ],
    ),
    (
        11,
        &[
            "che xanh",
            "che",
            "tra xanh",
            "shan tuyet",
            "tra o long",
            "tra den",
            "matcha",
            "tra sen",
        ],
    ),
    (
        12,
        &[
            "tra",
            "tra hoa",
            "tra thao moc",
            "tra atiso",
            "tra gung",
            "tra day",
            "tra la",
        ],
    ),
    (13, &["ca phe", "cacao", "ca cao", "so co la", "cafe"]),
    (
        14,
        &["ruou trang", "ruou nep", "ruou gao", "ruou ngo", "ruou"],
    ),
    (
        15,
        &[
            "ruou vang",
            "ruou mo",
            "ruou sim",
            "bia",
            "ruou hoa qua",
            "ruou nho",
            "ruou tao",
            "ruou ba kich",
        ],
    ),
    (
        16,
        &[
            "nuoc khoang",
            "nuoc uong dong chai",
            "nuoc tinh khiet",
            "nuoc dong binh",
        ],
    ),
    (
        17,
        &[
            "nuoc ep",
            "nuoc mo",
            "siro",
            "nuoc dua",
            "nuoc hoa qua",
            "sua hat",
            "nuoc sam",
            "nuoc gung",
        ],
    ),
    (
        18,
        &[
            "dong trung",
            "cao ca gai",
            "vien",
            "tinh bot nghe",
            "thuoc",
            "cao duoc lieu",
            "sam",
            "linh chi",
            "thuc pham chuc nang",
            "cao atiso",
        ],
    ),
    (
        19,
        &[
            "dau goi",
            "xa phong",
            "kem duong",
            "my pham",
            "son",
            "nuoc tam",
            "sua tam",
            "mat na",
        ],
    ),
    (
        20,
        &[
            "tinh dau",
            "thao moc",
            "tui thom",
            "huong",
            "nhang",
            "ngai cuu",
            "duoc lieu",
            "goi thao duoc",
        ],
    ),
    (
        21,
        &[
            "gom",
            "su",
            "may tre",
            "son mai",
            "go my nghe",
            "den long",
            "non la",
            "cham bac",
            "tranh",
            "den",
            "gio tre",
            "tuong go",
            "khay",
            "quat",
            "chieu",
        ],
    ),
    (
        22,
        &[
            "khan", "ao", "lua", "tho cam", "vai", "may mac", "tui vai", "det",
        ],
    ),
    (
        23,
        &[
            "hoa hong",
            "hoa lan",
            "hoa cuc",
            "hoa ly",
            "hoa cat canh",
            "hoa dong tien",
            "hoa tuoi",
            "hoa chau",
        ],
    ),
    (
        24,
        &[
            "bonsai",
            "cay canh",
            "quat canh",
            "dao phai",
            "dao the",
            "mai vang",
            "tung",
            "cay the",
        ],
    ),
    (
        25,
        &[
            "ca koi",
            "ca canh",
            "chim",
            "ga canh",
            "cho canh",
            "dong vat canh",
        ],
    ),
    (
        26,
        &[
            "du lich",
            "homestay",
            "trai nghiem",
            "nha san",
            "nghi duong",
            "tham quan",
            "lang chai",
            "sinh thai",
        ],
    ),
];

/// Returns the numbers of sheets whose words the name has, those with the longest word first.
pub(super) fn sheets_for(name: &str) -> Vec<u16> {
    let name = format!(
        " {} ",
        folded(name)
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
    );
    let mut found: Vec<(usize, u16)> = WORDS
        .iter()
        .filter_map(|(no, words)| {
            let longest = words
                .iter()
                .filter(|word| name.contains(&format!(" {word} ")))
                .map(|word| word.len())
                .max()?;
            Some((longest, *no))
        })
        .collect();
    found.sort_by_key(|(length, no)| (std::cmp::Reverse(*length), *no));
    found.into_iter().map(|(_, no)| no).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_speak_for_their_sheets() {
        for (name, no) in [
            ("Rượu nếp cái hạ thổ", 14),
            ("Nước mắm cá cơm", 9),
            ("Mít sấy giòn", 7),
            ("Cao cà gai leo", 18),
            ("Trà shan tuyết", 11),
            ("Trải nghiệm làng chài", 26),
            ("Gạo nếp cái hoa vàng", 3),
            ("Bún khô Đa Mai", 6),
            ("Tinh dầu sả chanh", 20),
        ] {
            assert_eq!(sheets_for(name).first(), Some(&no), "{name}");
        }
    }

    #[test]
    fn parts_of_words_do_not_count_and_unknown_names_suggest_nothing() {
        // "Bình" has "bi" in it, "Sản phẩm" has "sam" only without its spaces.
        assert!(sheets_for("Sản phẩm A").is_empty());
        assert!(sheets_for("").is_empty());
    }
}
