//! Logos and marks that an operator supplies: PNG or JPEG, made ready for a page once.
//!
//! Transparent pixels become the white of the paper, so that no page has transparency.
//! A JPEG is decoded to see that it can be, and goes into the file as it is; a PNG is decoded, and
//! compressed again once.
//! Absent on purpose: drawings (SVG, EPS). Marks that are drawings have to be saved as PNG at
//! 300 dpi, which the guide to notices accepts: an operator does so once. To read SVG safely would
//! take seventeen more crates (`resvg`, without texts) for a handful of files, and its paths would
//! have to be drawn by a second writer, with the gradients and clips that PDF/A allows.

use std::sync::Arc;

use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

use crate::error::ImageError;
use crate::pdf::{Deflate, Image, hexadecimal};

/// More than any print of a 30 mm logo can show (300 dpi need 354).
const MOST_PIXELS: u32 = 2000;

/// A logo or a mark, ready for the page; copies share its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Logo(Arc<Image>);

impl Logo {
    /// Reads a PNG or a JPEG.
    pub fn read(bytes: &[u8]) -> Result<Self, ImageError> {
        if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
            return read_png(bytes).map(Arc::new).map(Self);
        }
        if bytes.starts_with(&[0xFF, 0xD8]) {
            return read_jpeg(bytes).map(Arc::new).map(Self);
        }
        Err(ImageError::UnknownFormat)
    }

    pub(crate) fn image(&self) -> &Image {
        &self.0
    }
}

fn read_png(bytes: &[u8]) -> Result<Image, ImageError> {
    let damaged = |_| ImageError::Damaged { format: "PNG" };
    let mut decoder = png::Decoder::new(std::io::Cursor::new(bytes));
    decoder.set_transformations(png::Transformations::EXPAND | png::Transformations::STRIP_16);
    let mut reader = decoder.read_info().map_err(damaged)?;
    let (width, height) = (reader.info().width, reader.info().height);
    check_size(width, height)?;
    let size = reader.output_buffer_size().ok_or(ImageError::TooLarge {
        width,
        height,
        max: MOST_PIXELS,
    })?;
    let mut pixels = vec![0; size];
    let frame = reader.next_frame(&mut pixels).map_err(damaged)?;
    pixels.truncate(frame.buffer_size());
    let (space, samples) = match frame.color_type {
        png::ColorType::Grayscale => ("Gray", pixels),
        png::ColorType::GrayscaleAlpha => ("Gray", on_white::<2>(&pixels)),
        png::ColorType::Rgb | png::ColorType::Indexed => ("RGB", pixels),
        png::ColorType::Rgba => ("RGB", on_white::<4>(&pixels)),
    };
    Ok(compress(space, &samples, width, height))
}

/// The samples without their alpha, over white; `N` samples per pixel, alpha last.
fn on_white<const N: usize>(pixels: &[u8]) -> Vec<u8> {
    let (pixels, _) = pixels.as_chunks::<N>();
    let mut samples = Vec::with_capacity(pixels.len().saturating_mul(N));
    for pixel in pixels {
        if let [colors @ .., alpha] = &pixel[..] {
            samples.extend(colors.iter().map(|color| blend(*color, *alpha)));
        }
    }
    samples
}

fn blend(color: u8, alpha: u8) -> u8 {
    let (color, alpha) = (u32::from(color), u32::from(alpha));
    let over = color.saturating_mul(alpha);
    let under = 255_u32.saturating_mul(255_u32.saturating_sub(alpha));
    u8::try_from(over.saturating_add(under).saturating_add(127) / 255).unwrap_or(255)
}

/// Chooses a palette when there are at most 256 colors, which logos mostly have.
fn compress(space: &str, samples: &[u8], width: u32, height: u32) -> Image {
    let mut deflate = Deflate::new(9);
    let (colors, data) = match palette(space, samples) {
        Some((palette, indices)) => {
            let last = (palette.len() / 3).saturating_sub(1);
            let table = hexadecimal(&palette);
            (format!("[/Indexed/DeviceRGB {last}<{table}>]"), deflate.run(&indices))
        }
        None => (format!("/Device{space}"), deflate.run(samples)),
    };
    Image { dictionary: dictionary(width, height, &colors, "FlateDecode"), data, width, height }
}

fn dictionary(width: u32, height: u32, colors: &str, filter: &str) -> String {
    format!(
        "/Type/XObject/Subtype/Image/Width {width}/Height {height}/ColorSpace{}{colors}\
         /BitsPerComponent 8/Filter/{filter}",
        if colors.starts_with('[') || colors.starts_with('/') { "" } else { " " }
    )
}

fn palette(space: &str, samples: &[u8]) -> Option<(Vec<u8>, Vec<u8>)> {
    if space != "RGB" {
        return None;
    }
    let (pixels, _) = samples.as_chunks::<3>();
    let mut known = std::collections::HashMap::new();
    let mut palette = Vec::new();
    let mut indices = Vec::with_capacity(pixels.len());
    for pixel in pixels {
        let next = known.len();
        let index = *known.entry(*pixel).or_insert(next);
        if index == next {
            palette.extend_from_slice(pixel);
        }
        indices.push(u8::try_from(index).ok()?);
    }
    Some((palette, indices))
}

/// Decodes a JPEG to know that it can be, and keeps it as it is.
fn read_jpeg(bytes: &[u8]) -> Result<Image, ImageError> {
    let damaged = |_| ImageError::Damaged { format: "JPEG" };
    let options = DecoderOptions::default().set_strict_mode(true);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(bytes), options);
    decoder.decode_headers().map_err(damaged)?;
    let colors = match decoder.input_colorspace() {
        Some(ColorSpace::Luma) => "/DeviceGray",
        Some(ColorSpace::YCbCr | ColorSpace::RGB) => "/DeviceRGB",
        _ => return Err(ImageError::FourColors),
    };
    let (width, height) = decoder.dimensions().unwrap_or_default();
    let (width, height) =
        (u32::try_from(width).unwrap_or(u32::MAX), u32::try_from(height).unwrap_or(u32::MAX));
    check_size(width, height)?;
    decoder.decode().map_err(damaged)?;
    let dictionary = dictionary(width, height, colors, "DCTDecode");
    Ok(Image { dictionary, data: bytes.to_vec(), width, height })
}

const fn check_size(width: u32, height: u32) -> Result<(), ImageError> {
    if width == 0 || height == 0 || width > MOST_PIXELS || height > MOST_PIXELS {
        return Err(ImageError::TooLarge { width, height, max: MOST_PIXELS });
    }
    Ok(())
}
