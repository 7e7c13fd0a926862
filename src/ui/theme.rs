//! Colors, type, spacing: everything that decides how the program looks.
//!
//! Screens take colors from [`tokens`] and fonts from the functions below, never numbers of their
//! own, so that both themes and every text size stay legible.

use std::sync::{Arc, LazyLock};

use egui::style::{ScrollStyle, WidgetVisuals};
use egui::{
    Color32, Context, CornerRadius, FontData, FontDefinitions, FontFamily, FontId, Margin, Shadow,
    Stroke, Style, TextStyle, Theme, Ui, Visuals, vec2,
};

/// Space: a hair.
pub const S4: f32 = 4.0;
/// Space: between things that belong together.
pub const S8: f32 = 8.0;
/// Space: between a label's block and the next.
pub const S12: f32 = 12.0;
/// Space: inside a panel.
pub const S16: f32 = 16.0;
/// Space: between groups.
pub const S24: f32 = 24.0;
/// Space: between sections.
pub const S32: f32 = 32.0;

/// Least height of a row that can be clicked.
pub const ROW: f32 = 32.0;
/// Height of buttons and text fields.
pub const CONTROL: f32 = 36.0;
/// Radius of corners.
pub const RADIUS: u8 = 6;

/// Size of running text.
pub const BODY: f32 = 15.0;
/// Size of secondary text.
pub const SMALL: f32 = 13.0;
/// Size of the head of a section.
pub const SECTION: f32 = 18.0;
/// Size of the title of a screen.
pub const TITLE: f32 = 24.0;
/// Size of the number a screen is about.
pub const FIGURE: f32 = 44.0;

/// Least and greatest zoom of the window.
pub const ZOOM_RANGE: std::ops::RangeInclusive<f32> = 1.0..=2.0;

/// The colors of a theme, named by what they are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tokens {
    /// Text.
    pub ink: Color32,
    /// Text that explains.
    pub secondary: Color32,
    /// Text that may be overlooked: units, counts, hints.
    pub faint: Color32,
    /// Lines between rows and panels.
    pub hairline: Color32,
    /// Outline of fields and boxes that wait for an entry.
    pub edge: Color32,
    /// What lies behind everything.
    pub ground: Color32,
    /// What carries text: panels, cards, fields.
    pub surface: Color32,
    /// A surface under the pointer.
    pub hover: Color32,
    /// Text of action and progress.
    pub green: Color32,
    /// Ground of what is chosen or done.
    pub green_bg: Color32,
    /// Fill of the primary button and of bars.
    pub accent: Color32,
    /// Fill of the primary button under the pointer.
    pub accent_hover: Color32,
    /// Text on the accent.
    pub on_accent: Color32,
    /// Text of "look here".
    pub amber: Color32,
    /// Its ground.
    pub amber_bg: Color32,
    /// Text of loss and refusal.
    pub red: Color32,
    /// Its ground.
    pub red_bg: Color32,
    /// Fill of the button that takes something away.
    pub danger: Color32,
    /// Ground of a neutral badge.
    pub neutral_bg: Color32,
    /// Text about stars.
    pub gold: Color32,
    /// A filled star.
    pub star: Color32,
    /// A star that was not reached.
    pub star_empty: Color32,
    /// The ring around what has the keyboard.
    pub focus: Color32,
    /// The part of a bar that is not filled.
    pub track: Color32,
}

const fn rgb(hex: u32) -> Color32 {
    let [_, r, g, b] = hex.to_be_bytes();
    Color32::from_rgb(r, g, b)
}

/// The light theme.
pub const LIGHT: Tokens = Tokens {
    ink: rgb(0x1B_24_30),
    secondary: rgb(0x56_62_72),
    faint: rgb(0x66_70_80),
    hairline: rgb(0xE4_E8_EC),
    edge: rgb(0x8A_94_A0),
    ground: rgb(0xF6_F7_F8),
    surface: rgb(0xFF_FF_FF),
    hover: rgb(0xF1_F4_F6),
    green: rgb(0x1F_6F_4A),
    green_bg: rgb(0xE6_F2_EC),
    accent: rgb(0x1F_6F_4A),
    accent_hover: rgb(0x19_5C_3D),
    on_accent: rgb(0xFF_FF_FF),
    amber: rgb(0x8F_52_00),
    amber_bg: rgb(0xFF_F4_DF),
    red: rgb(0xA8_23_1B),
    red_bg: rgb(0xFD_EC_EA),
    danger: rgb(0xA8_23_1B),
    neutral_bg: rgb(0xEE_F1_F3),
    gold: rgb(0x8A_5F_00),
    star: rgb(0xA8_74_00),
    star_empty: rgb(0xD5_DA_E0),
    focus: rgb(0x1F_6F_4A),
    track: rgb(0xE4_E8_EC),
};

/// The dark theme.
pub const DARK: Tokens = Tokens {
    ink: rgb(0xE9_ED_F1),
    secondary: rgb(0xAE_B8_C3),
    faint: rgb(0x9B_A6_B2),
    hairline: rgb(0x2E_36_40),
    edge: rgb(0x76_82_90),
    ground: rgb(0x12_16_1B),
    surface: rgb(0x1A_1F_26),
    hover: rgb(0x23_2A_33),
    green: rgb(0x7A_CF_A5),
    green_bg: rgb(0x1B_38_2B),
    accent: rgb(0x2A_7D_54),
    accent_hover: rgb(0x25_70_4B),
    on_accent: rgb(0xFF_FF_FF),
    amber: rgb(0xF0_B9_66),
    amber_bg: rgb(0x3A_2D_14),
    red: rgb(0xFF_A3_99),
    red_bg: rgb(0x44_22_1F),
    danger: rgb(0xB8_3A_31),
    neutral_bg: rgb(0x2A_32_3C),
    gold: rgb(0xE6_B6_55),
    star: rgb(0xE0_A8_30),
    star_empty: rgb(0x47_51_5C),
    focus: rgb(0x7A_CF_A5),
    track: rgb(0x35_3E_49),
};

/// Returns the colors of the theme that `ui` is drawn in.
pub fn tokens(ui: &Ui) -> &'static Tokens {
    tokens_of(ui.visuals().dark_mode)
}

/// Returns the colors of the light or the dark theme.
pub const fn tokens_of(dark: bool) -> &'static Tokens {
    if dark { &DARK } else { &LIGHT }
}

const MEDIUM_NAME: &str = "be-vietnam-pro-medium";
const SEMIBOLD_NAME: &str = "be-vietnam-pro-semibold";
const BOLD_NAME: &str = "be-vietnam-pro-bold";

static MEDIUM: LazyLock<FontFamily> = LazyLock::new(|| FontFamily::Name(MEDIUM_NAME.into()));
static SEMIBOLD: LazyLock<FontFamily> = LazyLock::new(|| FontFamily::Name(SEMIBOLD_NAME.into()));
static BOLD: LazyLock<FontFamily> = LazyLock::new(|| FontFamily::Name(BOLD_NAME.into()));

/// Regular type of a size.
pub const fn regular(size: f32) -> FontId {
    FontId::new(size, FontFamily::Proportional)
}

/// Medium type of a size: names in lists, words on buttons.
pub fn medium(size: f32) -> FontId {
    FontId::new(size, MEDIUM.clone())
}

/// Semibold type of a size: heads, badges.
pub fn semibold(size: f32) -> FontId {
    FontId::new(size, SEMIBOLD.clone())
}

/// Bold type of a size: figures.
pub fn bold(size: f32) -> FontId {
    FontId::new(size, BOLD.clone())
}

/// Gives a context the fonts, colors and spacing of the program.
pub fn apply(ctx: &Context) {
    ctx.set_fonts(fonts());
    ctx.style_mut_of(Theme::Light, |style| shape(style, &LIGHT, false));
    ctx.style_mut_of(Theme::Dark, |style| shape(style, &DARK, true));
}

/// Keeps a zoom inside the range in which nothing is cut.
pub fn sane_zoom(zoom: f32) -> f32 {
    if zoom.is_finite() {
        zoom.clamp(*ZOOM_RANGE.start(), *ZOOM_RANGE.end())
    } else {
        1.0
    }
}

fn fonts() -> FontDefinitions {
    let mut fonts = FontDefinitions::default();
    let fallbacks = fonts
        .families
        .get(&FontFamily::Proportional)
        .cloned()
        .unwrap_or_default();
    let faces: [(FontFamily, &str, &'static [u8]); 4] = [
        (
            FontFamily::Proportional,
            "be-vietnam-pro-regular",
            include_bytes!("../../assets/fonts/be-vietnam-pro-regular.ttf"),
        ),
        (
            MEDIUM.clone(),
            MEDIUM_NAME,
            include_bytes!("../../assets/fonts/be-vietnam-pro-medium.ttf"),
        ),
        (
            SEMIBOLD.clone(),
            SEMIBOLD_NAME,
            include_bytes!("../../assets/fonts/be-vietnam-pro-semibold.ttf"),
        ),
        (
            BOLD.clone(),
            BOLD_NAME,
            include_bytes!("../../assets/fonts/be-vietnam-pro-bold.ttf"),
        ),
    ];
    for (family, name, bytes) in faces {
        fonts
            .font_data
            .insert(name.to_owned(), Arc::new(FontData::from_static(bytes)));
        let mut chain = vec![name.to_owned()];
        chain.extend(fallbacks.iter().cloned());
        fonts.families.insert(family, chain);
    }
    fonts
}

fn shape(style: &mut Style, t: &Tokens, dark: bool) {
    style.text_styles = [
        (TextStyle::Body, regular(BODY)),
        (TextStyle::Button, medium(BODY)),
        (TextStyle::Heading, semibold(TITLE)),
        (
            TextStyle::Monospace,
            FontId::new(14.0, FontFamily::Monospace),
        ),
        (TextStyle::Small, regular(SMALL)),
    ]
    .into();
    let spacing = &mut style.spacing;
    spacing.item_spacing = vec2(S8, S8);
    spacing.button_padding = vec2(S12, 6.0);
    spacing.interact_size = vec2(40.0, ROW);
    spacing.icon_width = 18.0;
    spacing.icon_width_inner = 12.0;
    spacing.icon_spacing = S8;
    spacing.menu_margin = Margin::same(6);
    spacing.window_margin = Margin::same(24);
    spacing.combo_width = 120.0;
    spacing.combo_height = 320.0;
    spacing.scroll = ScrollStyle {
        bar_width: 10.0,
        ..ScrollStyle::thin()
    };
    style.animation_time = 0.12;
    style.interaction.tooltip_delay = 0.4;
    // Labels that could be selected by dragging get in the way of rows that can be clicked.
    style.interaction.selectable_labels = false;
    style.visuals = visuals(t, dark);
}

fn visuals(t: &Tokens, dark: bool) -> Visuals {
    let mut v = if dark {
        Visuals::dark()
    } else {
        Visuals::light()
    };
    let corner_radius = CornerRadius::same(RADIUS);
    let look = |fill: Color32, edge: Stroke, text: Color32| WidgetVisuals {
        bg_fill: fill,
        weak_bg_fill: fill,
        bg_stroke: edge,
        corner_radius,
        fg_stroke: Stroke::new(1.5, text),
        expansion: 0.0,
    };
    let ring = Stroke::new(2.0, t.focus);
    v.widgets.noninteractive = look(t.surface, Stroke::new(1.0, t.hairline), t.ink);
    v.widgets.inactive = look(t.surface, Stroke::new(1.0, t.edge), t.ink);
    v.widgets.hovered = look(t.hover, Stroke::new(1.0, t.secondary), t.ink);
    v.widgets.active = look(t.hover, ring, t.ink);
    v.widgets.open = look(t.hover, Stroke::new(1.0, t.secondary), t.ink);
    v.selection.bg_fill = t.green_bg;
    v.selection.stroke = Stroke::new(2.0, t.green);
    v.override_text_color = None;
    v.weak_text_color = Some(t.secondary);
    v.hyperlink_color = t.green;
    v.faint_bg_color = t.hover;
    v.extreme_bg_color = t.surface;
    v.text_edit_bg_color = Some(t.surface);
    v.code_bg_color = t.hover;
    v.warn_fg_color = t.amber;
    v.error_fg_color = t.red;
    v.panel_fill = t.ground;
    v.window_fill = t.surface;
    v.window_stroke = Stroke::new(1.0, t.hairline);
    v.window_corner_radius = CornerRadius::same(10);
    v.menu_corner_radius = CornerRadius::same(8);
    let shade = |blur: u8, offset: i8| Shadow {
        offset: [0, offset],
        blur,
        spread: 0,
        color: Color32::from_black_alpha(if dark { 110 } else { 34 }),
    };
    v.window_shadow = shade(32, 8);
    v.popup_shadow = shade(16, 4);
    v.text_cursor.stroke = Stroke::new(2.0, t.green);
    v.interact_cursor = Some(egui::CursorIcon::PointingHand);
    v.striped = false;
    v
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Relative luminance by WCAG 2.1.
    fn luminance(color: Color32) -> f64 {
        let linear = |channel: u8| {
            let c = f64::from(channel) / 255.0;
            if c <= 0.040_45 {
                c / 12.92
            } else {
                ((c + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * linear(color.r()) + 0.7152 * linear(color.g()) + 0.0722 * linear(color.b())
    }

    fn contrast(a: Color32, b: Color32) -> f64 {
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    #[test]
    fn contrast_is_computed_as_published() {
        // WCAG: black on white is 21; #767676 on white is the known limit of 4.54.
        assert!((contrast(Color32::BLACK, Color32::WHITE) - 21.0).abs() < 0.01);
        assert!((contrast(rgb(0x76_76_76), Color32::WHITE) - 4.54).abs() < 0.01);
    }

    #[test]
    fn every_text_color_reaches_four_and_a_half_on_its_grounds() {
        for (theme, t) in [("light", &LIGHT), ("dark", &DARK)] {
            let plain = [t.surface, t.ground, t.hover];
            let pairs = [
                (
                    "ink",
                    t.ink,
                    [
                        &plain[..],
                        &[t.green_bg, t.amber_bg, t.red_bg, t.neutral_bg],
                    ]
                    .concat(),
                ),
                (
                    "secondary",
                    t.secondary,
                    [
                        &plain[..],
                        &[t.green_bg, t.amber_bg, t.red_bg, t.neutral_bg],
                    ]
                    .concat(),
                ),
                ("faint", t.faint, plain.to_vec()),
                ("green", t.green, [&plain[..], &[t.green_bg]].concat()),
                ("amber", t.amber, [&plain[..], &[t.amber_bg]].concat()),
                ("red", t.red, [&plain[..], &[t.red_bg]].concat()),
                ("gold", t.gold, [&plain[..], &[t.green_bg]].concat()),
                ("on_accent", t.on_accent, vec![t.accent, t.accent_hover]),
                ("on_danger", t.on_accent, vec![t.danger]),
            ];
            for (name, text, grounds) in pairs {
                for ground in grounds {
                    let found = contrast(text, ground);
                    assert!(
                        found >= 4.5,
                        "{theme}: {name} {text:?} on {ground:?}: {found:.2}"
                    );
                }
            }
        }
    }

    #[test]
    fn shapes_that_carry_meaning_reach_three() {
        for (theme, t) in [("light", &LIGHT), ("dark", &DARK)] {
            for (name, shape, ground) in [
                ("star", t.star, t.surface),
                ("star on ground", t.star, t.ground),
                ("star on chosen", t.star, t.green_bg),
                ("edge", t.edge, t.surface),
                ("focus", t.focus, t.surface),
                ("focus on ground", t.focus, t.ground),
                ("bar", t.accent, t.surface),
                ("bar on track", t.accent, t.track),
            ] {
                let found = contrast(shape, ground);
                // Bars are told apart from their track by form and number too.
                let least = if name.starts_with("bar") { 2.0 } else { 3.0 };
                assert!(found >= least, "{theme}: {name}: {found:.2}");
            }
        }
    }

    /// Every Vietnamese letter: twelve vowels with six tones, đ, and the consonants.
    fn vietnamese_letters() -> String {
        let vowels = "aàáảãạăằắẳẵặâầấẩẫậeèéẻẽẹêềếểễệiìíỉĩịoòóỏõọôồốổỗộơờớởỡợuùúủũụưừứửữựyỳýỷỹỵ";
        let rest = "bcdđghklmnpqrstvxfjwz";
        let lower = format!("{vowels}{rest}");
        lower.clone() + &lower.to_uppercase()
    }

    #[test]
    fn all_vietnamese_letters_and_symbols_have_glyphs() {
        assert_eq!(
            vietnamese_letters()
                .chars()
                .filter(|c| !c.is_ascii())
                .count(),
            2 * 67
        );
        let harness = egui_kittest::Harness::new_ui(|ui| crate::ui::testing::dress(ui));
        let ctx = &harness.ctx;
        for font in [regular(15.0), medium(15.0), semibold(15.0), bold(15.0)] {
            let missing: String = vietnamese_letters()
                .chars()
                .chain(SYMBOLS.chars())
                .filter(|&c| !ctx.fonts_mut(|fonts| fonts.has_glyph(&font, c)))
                .collect();
            assert_eq!(missing, "");
        }
    }

    /// Every sign that screens, catalogs and the sample may use beside letters. The fonts have no
    /// `↑ ↓ ← → ⏎ ●`; arrows and dots are painted.
    const SYMBOLS: &str =
        "0123456789.,:;!?%/()[]+-–—−×≥≤=<>…·•“”‘’\"'&@#*_°²₫★☆⭐✔➡⬅⬆⬇⟲⟳⚠🔍📄📂➕▶◀⏴⏵⏶⏷○";

    #[test]
    #[expect(
        clippy::disallowed_methods,
        reason = "reads the catalogs of this repository"
    )]
    fn texts_of_the_catalogs_have_glyphs() {
        let harness = egui_kittest::Harness::new_ui(|ui| crate::ui::testing::dress(ui));
        let ctx = &harness.ctx;
        let mut n_keys = 0;
        for entry in std::fs::read_dir("assets/i18n").expect("catalogs") {
            let path = entry.expect("an entry").path();
            let text = std::fs::read_to_string(&path).expect("a catalog");
            for c in text.chars().filter(|c| !c.is_control()) {
                assert!(
                    ctx.fonts_mut(|fonts| fonts.has_glyph(&medium(15.0), c)),
                    "{}: {c:?}",
                    path.display()
                );
            }
            n_keys += text.lines().filter(|line| line.ends_with(':')).count();
        }
        assert!(n_keys > 0);
    }

    #[test]
    fn zoom_stays_where_nothing_is_cut() {
        assert_eq!(sane_zoom(0.4).to_bits(), 1.0_f32.to_bits());
        assert_eq!(sane_zoom(9.0).to_bits(), 2.0_f32.to_bits());
        assert_eq!(sane_zoom(f32::NAN).to_bits(), 1.0_f32.to_bits());
        assert_eq!(sane_zoom(1.5).to_bits(), 1.5_f32.to_bits());
    }
}
