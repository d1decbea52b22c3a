//! Devices: people hear their notices on browsers and phones, by the rules of their letters.
//!
//! A message is posted by the unit that writes down that it was told, and is sent until the device's push service takes it
//! or a day is over. It is encrypted when it is sent, so what waits is facts, and where it goes is sealed.

mod manage;
mod message;
mod push;

pub use self::{
    manage::{DeviceDraft, DeviceRefused},
    message::PushMessage,
};
