"""The items that a full privacy notice must treat.

Source: Ley de Protección de Datos Personales en Posesión de Sujetos Obligados del Estado de México y Municipios (2017),
art. 31. Which words a municipality uses for each is configuration (`config/notices/notice.toml`, table `items`).
"""

from audiencia.settings.config import Text

ITEMS = {
    "controller": Text(es="denominación del responsable", en="name of the body responsible"),
    "administrator": Text(
        es="nombre, cargo y área del administrador",
        en="administrator's name, position and department",
    ),
    "system_name": Text(es="nombre del sistema o base de datos", en="name of the data system"),
    "data_collected": Text(
        es="datos tratados, con los sensibles",
        en="data processed, naming the sensitive ones",
    ),
    "compulsory_or_optional": Text(es="entrega obligatoria o facultativa", en="compulsory or optional"),
    "consequences_of_refusal": Text(es="consecuencias de negarse", en="consequences of refusing"),
    "purposes": Text(
        es="finalidades y cuáles requieren consentimiento",
        en="purposes, and which need consent",
    ),
    "transfers": Text(es="transferencias", en="transfers"),
    "refusal_means": Text(
        es="medios para negarse antes del tratamiento",
        en="means to refuse before the processing",
    ),
    "rights": Text(es="ejercicio de los derechos ARCO", en="how to exercise one's rights"),
    "revocation": Text(es="revocación del consentimiento", en="withdrawal of consent"),
    "limiting_use": Text(
        es="opciones para limitar el uso o divulgación",
        en="ways to limit use or disclosure",
    ),
    "changes": Text(es="cómo se comunican los cambios", en="how changes are made known"),
    "processor": Text(es="encargado", en="processor"),
    "address": Text(es="domicilio del responsable", en="address of the body responsible"),
    "legal_basis": Text(es="fundamento legal", en="legal basis"),
    "portability": Text(es="portabilidad", en="portability"),
    "transparency_unit": Text(
        es="domicilio de la Unidad de Transparencia",
        en="address of the transparency unit",
    ),
    "authority_contact": Text(es="contacto de la autoridad garante", en="contact of the supervising authority"),
}
