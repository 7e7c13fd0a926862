//! The products of the sample session: what each one is there to show.

use crate::model::product::ApplicationKind;

/// Members of the council by their place on the list.
pub(super) const SCIENCE: usize = 4;
/// The member who comes late.
pub(super) const LATE: usize = 5;
/// The member whose sheet of the bonsai is not finished.
pub(super) const SLOW: usize = 6;
/// The member who is absent and sends a written opinion only.
pub(super) const ABSENT: usize = 8;

/// A product of the sample session.
#[derive(Debug)]
pub(super) struct Plan {
    /// Number of the statutory sheet.
    pub(super) no: u16,
    /// Name of the product.
    pub(super) name: &'static str,
    /// Name, kind and commune of the applicant.
    pub(super) applicant: [&'static str; 3],
    /// Why it is before the council.
    pub(super) application: ApplicationKind,
    /// Day the dossier was filed, as month and day of 2026.
    pub(super) filed: (u32, u32),
    /// When the council dealt with it, from and to; absent where the times were not kept.
    pub(super) heard: Option<[(u16, u16); 2]>,
    /// Totals by member; 0 where the member has no sheet.
    pub(super) totals: [i64; 9],
    /// Rank whose gates the sheets meet.
    pub(super) reach: u8,
    /// Criteria that stay below their gate of a rank.
    pub(super) below: &'static [(&'static str, u8)],
    /// What was discussed.
    pub(super) discussion: &'static str,
    /// What the council asks of the applicant.
    pub(super) requests: &'static str,
    /// Totals of the applicant's own assessment, and of the working group or managing office.
    pub(super) references: [i64; 2],
}

/// Places of the products on the agenda.
pub(super) const TOMATO: usize = 0;
pub(super) const MUSTARD: usize = 2;
pub(super) const CORN_SPIRIT: usize = 3;
pub(super) const RICE_SPIRIT: usize = 4;
pub(super) const CORDYCEPS: usize = 5;
pub(super) const EXTRACT: usize = 6;
pub(super) const TURMERIC: usize = 7;
pub(super) const VASE: usize = 8;
pub(super) const LANTERN: usize = 9;
pub(super) const BONSAI: usize = 10;
pub(super) const PEACH: usize = 11;
pub(super) const HOMESTAY: usize = 13;

use ApplicationKind::{First, ReRating, Upgrade};

/// The agenda.
pub(super) const PLANS: [Plan; 14] = [
    Plan {
        no: 1,
        name: "Cà chua bi hữu cơ",
        applicant: ["HTX nông nghiệp An Bình", "Hợp tác xã", "Xã An Bình"],
        application: First,
        filed: (8, 12),
        heard: Some([(8, 15), (8, 40)]),
        totals: [78, 80, 77, 79, 81, 0, 76, 82, 0],
        reach: 4,
        below: &[],
        discussion: "Sản phẩm đồng đều, vùng trồng có chứng nhận hữu cơ. Các thành viên đánh giá \
                     tương đối thống nhất.",
        requests: "Bổ sung thông tin truy xuất nguồn gốc trên nhãn.",
        references: [86, 79],
    },
    Plan {
        no: 1,
        name: "Bưởi ngọt bãi bồi",
        applicant: ["HTX cây ăn quả Bãi Sông", "Hợp tác xã", "Xã Bãi Sông"],
        application: First,
        filed: (9, 3),
        heard: None,
        totals: [75, 73, 77, 74, 72, 76, 74, 75, 0],
        reach: 4,
        below: &[("1.5", 4), ("3.5", 4)],
        discussion: "Điểm bình quân đủ 4 sao nhưng hợp đồng liên kết mới đạt một phần sản lượng; \
                     nhãn hiệu mới ở giai đoạn nộp đơn.",
        requests: "Hoàn thiện hợp đồng liên kết tiêu thụ và thủ tục đăng ký nhãn hiệu.",
        references: [84, 74],
    },
    Plan {
        no: 1,
        name: "Rau cải mầm đá",
        applicant: ["Tổ hợp tác rau an toàn Suối Mơ", "Tổ hợp tác", "Xã Suối Mơ"],
        application: ReRating,
        filed: (9, 1),
        heard: None,
        totals: [71, 72, 70, 73, 71, 74, 72, 70, 73],
        reach: 4,
        below: &[],
        discussion: "Lấy ý kiến bằng văn bản; các ý kiến thống nhất về chất lượng sản phẩm.",
        requests: "Ổn định sản lượng trái vụ trước khi đề nghị nâng hạng.",
        references: [78, 71],
    },
    Plan {
        no: 14,
        name: "Rượu ngô men lá",
        applicant: [
            "Hộ kinh doanh rượu ngô Bản Cao",
            "Hộ kinh doanh",
            "Xã Bản Cao",
        ],
        application: First,
        filed: (10, 8),
        heard: Some([(9, 15), (9, 40)]),
        totals: [58, 60, 0, 0, 57, 59, 61, 56, 0],
        reach: 0,
        below: &[],
        discussion: "Hai thành viên nêu chủ thể không xuất trình được chứng từ nguồn gốc ngô \
                     nguyên liệu; chủ thể giải trình tại cuộc họp nhưng không có tài liệu.",
        requests: "Lập hồ sơ theo dõi nguyên liệu đầu vào trước khi nộp lại.",
        references: [70, 58],
    },
    Plan {
        no: 14,
        name: "Rượu nếp cái hạ thổ",
        applicant: [
            "HTX rượu truyền thống Làng Vân Nội",
            "Hợp tác xã",
            "Xã Vân Nội",
        ],
        application: Upgrade,
        filed: (8, 20),
        heard: Some([(9, 40), (10, 5)]),
        totals: [91, 92, 0, 90, 93, 91, 92, 90, 0],
        reach: 5,
        below: &[("4.1", 5)],
        discussion: "Sản phẩm tăng trưởng tốt hai năm liền. Thị trường chính vẫn trong nước, chưa \
                     có hợp đồng xuất khẩu.",
        requests: "Tìm kiếm, ký kết hợp đồng xuất khẩu để hoàn thiện hồ sơ 5 sao.",
        references: [96, 91],
    },
    Plan {
        no: 18,
        name: "Đông trùng hạ thảo sấy đông khô",
        applicant: [
            "Công ty CP Dược thảo Thiên Phúc",
            "Doanh nghiệp nhỏ và vừa",
            "Xã Phú Nam An, huyện Chương Mỹ",
        ],
        application: ReRating,
        filed: (10, 5),
        heard: None,
        totals: [92, 91, 93, 90, 92, 91, 94, 93, 0],
        reach: 5,
        below: &[],
        discussion: "Giấy chứng nhận cũ đã hết hạn. Hội đồng nghe báo cáo về dây chuyền, kiểm \
                     nghiệm và thị trường xuất khẩu.",
        requests: "Cập nhật phiếu kiểm nghiệm mới nhất vào hồ sơ gửi Bộ.",
        references: [97, 92],
    },
    Plan {
        no: 18,
        name: "Cao cà gai leo",
        applicant: ["HTX dược liệu Núi Nàng", "Hợp tác xã", "Xã Núi Nàng"],
        application: Upgrade,
        filed: (9, 15),
        heard: None,
        totals: [72, 70, 80, 68, 74, 66, 79, 71, 0],
        reach: 4,
        below: &[],
        discussion: "",
        requests: "",
        references: [85, 73],
    },
    Plan {
        no: 18,
        name: "Tinh bột nghệ mật ong",
        applicant: [
            "Cơ sở chế biến nghệ Đồng Vàng",
            "Hộ kinh doanh",
            "Xã Đồng Vàng",
        ],
        application: First,
        filed: (8, 28),
        heard: Some([(10, 5), (10, 40)]),
        totals: [74, 75, 65, 76, 80, 73, 75, 66, 0],
        reach: 4,
        below: &[],
        discussion: "Lượt chấm đầu chênh lệch 15 điểm, chủ yếu ở mục tiếp thị và tính độc đáo. \
                     Hội đồng xem lại mẫu và tài liệu, bốn thành viên chấm lại.",
        requests: "Ghi rõ hàm lượng hoạt chất trên nhãn.",
        references: [82, 74],
    },
    Plan {
        no: 21,
        name: "Bình gốm men tro",
        applicant: ["Cơ sở gốm Lò Đất", "Hộ kinh doanh", "Xã Lò Đất"],
        application: First,
        filed: (9, 22),
        heard: None,
        totals: [76, 75, 78, 74, 30, 77, 75, 76, 0],
        reach: 4,
        below: &[],
        discussion: "",
        requests: "",
        references: [83, 76],
    },
    Plan {
        no: 21,
        name: "Đèn lồng mây tre",
        applicant: ["HTX mây tre đan Xóm Chợ", "Hợp tác xã", "Xã Xóm Chợ"],
        application: ReRating,
        filed: (7, 15),
        heard: None,
        totals: [58, 61, 57, 60, 62, 59, 60, 63, 0],
        reach: 3,
        below: &[("7", 3)],
        discussion: "Sản phẩm trang trí không thuộc diện phải công bố chất lượng.",
        requests: "Đầu tư mẫu mã mới.",
        references: [72, 60],
    },
    Plan {
        no: 24,
        name: "Bonsai tùng la hán",
        applicant: ["Nhà vườn cây cảnh Bến Đò", "Hộ kinh doanh", "Xã Bến Đò"],
        application: First,
        filed: (10, 1),
        heard: None,
        totals: [73, 75, 71, 76, 74, 72, 74, 75, 0],
        reach: 4,
        below: &[],
        discussion: "",
        requests: "",
        references: [80, 74],
    },
    Plan {
        no: 24,
        name: "Đào phai thế",
        applicant: ["Tổ hợp tác hoa đào Thôn Hạ", "Tổ hợp tác", "Xã Thôn Hạ"],
        application: First,
        filed: (9, 30),
        heard: Some([(10, 40), (11, 0)]),
        totals: [44, 47, 42, 48, 45, 46, 43, 45, 0],
        reach: 0,
        below: &[],
        discussion: "Giấy chứng nhận trước đây đã bị thu hồi; vườn mới khôi phục, chưa đủ hồ sơ về \
                     tổ chức sản xuất.",
        requests: "Củng cố tổ hợp tác, hoàn thiện nhãn và hồ sơ môi trường.",
        references: [61, 45],
    },
    Plan {
        no: 26,
        name: "Trải nghiệm làng chài ven hồ",
        applicant: ["HTX du lịch cộng đồng Hồ Xanh", "Hợp tác xã", "Xã Hồ Xanh"],
        application: First,
        filed: (10, 12),
        heard: None,
        totals: [0; 9],
        reach: 0,
        below: &[],
        discussion: "",
        requests: "",
        references: [81, 72],
    },
    Plan {
        no: 26,
        name: "Nghỉ đêm nhà sàn Bản Mây",
        applicant: ["HTX dịch vụ du lịch Bản Mây", "Hợp tác xã", "Xã Bản Mây"],
        application: Upgrade,
        filed: (9, 9),
        heard: None,
        totals: [84, 86, 83, 87, 85, 82, 88, 85, 0],
        reach: 4,
        below: &[],
        discussion: "Dịch vụ hoàn thiện, khách lưu trú tăng đều.",
        requests: "Bổ sung biển chỉ dẫn song ngữ.",
        references: [90, 85],
    },
];
