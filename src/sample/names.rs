//! Names of made-up products, by the statutory sheet they are judged on.

/// Returns names that fit the sheet with number `no`; none where the pack has no such sheet.
pub(super) const fn of_sheet(no: u16) -> &'static [&'static str] {
    match no {
        1 => &["Rau muống nước", "Cà chua bi", "Bưởi ngọt", "Hạt sen tươi"],
        2 => &["Trứng gà thả đồi", "Thịt lợn bản", "Cá lăng tươi"],
        3 => &["Gạo nếp cái", "Gạo tẻ thơm", "Đậu xanh tách vỏ"],
        4 => &["Mật ong hoa nhãn", "Mật ong bạc hà", "Mật dừa nước"],
        5 => &[
            "Bánh tráng trộn",
            "Cơm cháy chà bông",
            "Khoai lang sấy giòn",
        ],
        6 => &["Bún khô", "Bánh đa nem", "Miến dong", "Bánh gai"],
        7 => &["Mít sấy", "Măng khô", "Nhãn sấy dẻo", "Hạt điều rang"],
        8 => &[
            "Giò lụa",
            "Cá kho niêu",
            "Trứng vịt muối",
            "Thịt trâu gác bếp",
        ],
        9 => &["Nước mắm cá cơm", "Tương nếp", "Giấm gạo"],
        10 => &["Muối tôm", "Hành tím sấy", "Hạt dổi", "Bột nghệ gia vị"],
        11 => &["Chè xanh", "Chè shan tuyết", "Trà ướp sen"],
        12 => &["Trà hoa cúc", "Trà atiso", "Trà dây rừng"],
        13 => &["Cà phê rang mộc", "Cà phê bột", "Sô cô la thanh"],
        14 => &["Rượu nếp", "Rượu ngô men lá", "Rượu gạo hạ thổ"],
        15 => &["Rượu mơ", "Rượu vang dâu", "Rượu sim"],
        16 => &["Nước khoáng đóng chai", "Nước suối đóng chai"],
        17 => &["Nước dứa ép", "Sữa hạt sen", "Nước mơ lên men"],
        18 => &[
            "Cao cà gai leo",
            "Viên tinh bột nghệ",
            "Đông trùng hạ thảo khô",
        ],
        19 => &["Dầu gội bồ kết", "Xà phòng sả", "Kem dưỡng gấc"],
        20 => &["Tinh dầu sả", "Tinh dầu quế", "Gối thảo dược"],
        21 => &["Bình gốm men tro", "Đèn mây tre", "Khay sơn mài"],
        22 => &["Khăn thổ cẩm", "Áo lụa", "Túi vải chàm"],
        23 => &["Hoa hồng cắt cành", "Hoa ly chậu", "Hoa lan hồ điệp"],
        24 => &["Bonsai tùng la hán", "Đào phai thế", "Quất cảnh"],
        25 => &["Cá koi", "Cá chép cảnh", "Chim chào mào"],
        26 => &[
            "Trải nghiệm làng nghề",
            "Nghỉ đêm nhà sàn",
            "Chèo thuyền ven hồ",
        ],
        _ => &[],
    }
}
