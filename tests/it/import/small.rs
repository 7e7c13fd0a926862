//! A small decision, made up here: seven sheets in the same words, with a criterion of each kind.

use std::fmt::Write as _;

/// What stands in front of the sheets. A line with bars is a row of a table.
const FRONT: &str = "
CƠ QUAN MẪU | Số: 7/2031/QĐ-TTg
NƠI BAN HÀNH | Nơi mẫu, ngày 3 tháng 2 năm 2031

QUYẾT ĐỊNH
Về việc thử
Điều 1. Hạng
a) Hạng 5 sao: trung bình từ 90 đến 100 điểm, rất tốt.
b) Hạng 4 sao: trung bình từ 70 đến dưới 90 điểm, tốt.
c) Hạng 3 sao: trung bình từ 50 đến dưới 70 điểm, khá.
d) Hạng 2 sao: trung bình từ 30 đến dưới 50 điểm, yếu.
đ) Hạng 1 sao: trung bình dưới 30 điểm, kém.
Điều 2. Hồ sơ
Năm sản phẩm mẫu được gửi cùng giấy tờ (trừ nhóm Trò diễn).
Điều 3. Quyết định này có hiệu lực từ ngày 15 tháng 3 năm 2031.
PHỤ LỤC I

STT | Loại | Nơi quản lý
I | SẢN PHẨM ĐỒ THỬ |
1 | Nhóm: Đồ khô |
a | Phân nhóm: Bộ 1 | Sở Một; Sở Hai
b | Phân nhóm: Bộ 2 | Sở Một
2 | Nhóm: Bộ 3 | Sở Một
3 | Nhóm: Bộ 4 | Sở Một
4 | Nhóm: Bộ 5 | Sở Một
5 | Nhóm: Bộ 6 | Sở Một
II | TRÒ DIỄN |
1 | Nhóm: Bộ 7 | Sở Ba

PHỤ LỤC II

STT | Nội dung
1 | Bộ sản phẩm: Bộ 1
2 | Bộ sản phẩm: Bộ 2
3 | Bộ sản phẩm: Bộ 3
4 | Bộ sản phẩm: Bộ 4
5 | Bộ sản phẩm: Bộ 5
6 | Bộ sản phẩm: Bộ 6
7 | Bộ sản phẩm: Bộ 7
";

/// A sheet; `#` is its number, `¶` begins a new paragraph in a cell.
const SHEET: &str = "
#. Bộ sản phẩm: Bộ #
Tên hàng: ………
Hồ sơ bị loại khi: Giấy tờ giả hoặc thiếu dấu

Các tiêu chí | Thang điểm
Phần A:¶ĐẤT VÀ NGƯỜI (40 điểm) | 40
1. NƠI TRỒNG | 25
1.1. Đất trồng | 15
Yêu cầu: Có sơ đồ ruộng |
□ Đất bạc màu | 0
□ Đất vừa*** | 5
□ Đất tốt **** | 15
1.2. Nước tưới¶(Tính cả nước ngầm) | 9
□ Nước đục | 3
□ Nước trong | 9
Ghi chú: Bị loại nếu nước có thuốc sâu |
1.3. Có biển tên ruộng | 1
2. NGƯỜI LÀM (theo sổ) | 15
□ Tự làm | 5
□ Thuê người trong xã***** | 15
Phần B:¶CHUYỆN KỂ (25 điểm) | 25
3. CHUYỆN | 25
3.1. Chuyện ruộng | 15
□ Chưa có chuyện | 0
□ Có chuyện | 15
3.2. Cách kể | 10
Chỉ áp dụng khi có chuyện ruộng |
□ Kể vắn | 4
□ Kể hay | 10
Phần C:¶NẾM THỬ (35 điểm) | 35
4. NẾM | 20
4.1. Bề ngoài | 12
4.1.1. Màu | 6
□ Màu nhạt | 0
□ Màu tươi | 6
Chú ý: Có cát thì không đánh giá các bước tiếp theo |
4.1.2 Mùi | 6
□ Mùi lạ | 2
□ Mùi thơm | 6
4.2. Vị | 8
□ Vị nhạt | 0
□ Vị đậm | 8
Ghi chú: Được 0 điểm ở một trong các chỉ tiêu trên thì không đánh giá các bước tiếp theo |
5. ĐÓNG GÓI¶Áp dụng bắt buộc đối với hàng gửi xa | 10
□ Gói giấy | 2
□ Gói kín | 10
Ghi chú: Không đánh giá những hàng bán rời |
6. GIAO HÀNG | 5
Chọn một trong hai trường hợp: |
a. Trường hợp 1: Tự giao |
□ Giao chậm | 1
□ Giao nhanh | 5
b. Trường hợp 2: Thuê giao |
□ Thuê lẻ | 0
□ Thuê theo năm | 5
TỔNG CỘNG | 100

Ghi chú: Dấu sao là mức ít nhất (*** 3 sao, **** 4 sao, ***** 5 sao)
Ý kiến:
";

/// The whole text of the decision.
pub(crate) fn text() -> String {
    let sheets = (1..=7).map(|no| SHEET.replace('#', &no.to_string()));
    FRONT.to_owned() + &sheets.collect::<String>()
}

/// The text with the first `from` after all of `places` replaced.
#[track_caller]
pub(crate) fn changed(places: &[&str], from: &str, to: &str) -> String {
    let text = text();
    let mut at = 0;
    for place in places.iter().chain([&from]) {
        at += text[at..].find(place).expect("a place in the text");
    }
    format!("{}{to}{}", &text[..at], &text[at + from.len()..])
}

/// Lays a text out as a page.
pub(crate) fn html(text: &str) -> String {
    let mut page = "<html><meta charset=utf-8><body>\n".to_owned();
    let mut is_table = false;
    for line in text.lines() {
        let is_row = line.contains('|');
        match (is_table, is_row) {
            (false, true) => page.push_str("<table>\n"),
            (true, false) => page.push_str("</table>\n"),
            _ => {}
        }
        is_table = is_row;
        if is_row {
            page.push_str("<tr>");
            for cell in line.split('|') {
                let cell = escaped(cell.trim()).replace('¶', "</p><p>");
                let _ = write!(page, "<td><p>{cell}</p></td>");
            }
            page.push_str("</tr>\n");
        } else if !line.is_empty() {
            let _ = writeln!(page, "<p>{}</p>", escaped(line));
        }
    }
    page.push_str("</body></html>\n");
    page
}

pub(crate) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}
