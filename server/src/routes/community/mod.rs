//! Where the forms of Community Management arrive. One that was taken leads back to the page it stands on; one that was not draws
//! that page again, with why, and with what was typed.

mod acts;
mod answers;
mod back;
mod roles;

pub(crate) use self::{
    acts::act,
    answers::{answer, change},
    roles::keep_roles,
};
